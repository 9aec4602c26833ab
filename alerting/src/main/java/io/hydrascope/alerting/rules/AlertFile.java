package io.hydrascope.alerting.rules;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.hydrascope.schemas.NearestWord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code alerts.yaml}: rules, and the routes that they name.
 *
 * <pre>
 * rules:
 *   - name: self_repair_shift
 *     notify: [on-call]
 * routes:
 *   - name: on-call
 *     alertmanager: http://127.0.0.1:9093
 *   - name: hook
 *     webhook: https://example.org/hook
 *     secret_env: HYDRASCOPE_HOOK_SECRET
 * </pre>
 */
public record AlertFile(AlertRules rules, List<Route> routes) {
  static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_ROUTES = 50;
  private static final List<String> KEYS = List.of("rules", "routes");
  private static final List<String> ROUTE_KEYS =
      List.of("name", "alertmanager", "webhook", "secret_env");
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public AlertFile {
    routes = List.copyOf(routes);
    if (routes.size() > MAX_ROUTES) {
      throw new BadRulesException("routes=" + routes.size() + ": at most " + MAX_ROUTES);
    }
    Set<String> names = new HashSet<>();
    for (Route route : routes) {
      if (!names.add(route.name())) {
        throw new BadRulesException("route name=" + route.name() + " is given twice");
      }
    }
    for (Rule rule : rules.rules()) {
      rule.telling().routes().forEach(route -> requireKnown(rule.name(), route, names));
    }
  }

  private static void requireKnown(String rule, String route, Set<String> names) {
    if (!names.contains(route)) {
      throw new BadRulesException(
          "rule %s: notify names route %s, which is not in routes%s"
              .formatted(
                  rule,
                  route,
                  names.isEmpty() ? "" : "; did you mean " + NearestWord.to(route, names) + "?"));
    }
  }

  /**
   * @throws BadRulesException naming the file, the key, its value and what is accepted
   */
  public static AlertFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new BadRulesException("alerts=" + file + " is no file");
    }
    long bytes = Files.size(file);
    if (bytes > MAX_BYTES) {
      throw new BadRulesException(
          "%s has %,d bytes; at most %,d: a rule is a few lines".formatted(file, bytes, MAX_BYTES));
    }
    try {
      return parse(Files.readString(file));
    } catch (BadRulesException e) {
      throw new BadRulesException(file + ": " + e.getMessage(), e);
    }
  }

  static AlertFile parse(String yaml) {
    Fields fields = new Fields("", tree(yaml), KEYS);
    List<Route> routes = new ArrayList<>();
    for (JsonNode node : fields.list("routes")) {
      routes.add(route("routes[%d]".formatted(routes.size()), node));
    }
    return new AlertFile(RuleLayout.readAll(fields), routes);
  }

  private static Route route(String path, JsonNode node) {
    Fields fields = new Fields(path, node, ROUTE_KEYS);
    if (fields.has("alertmanager") == fields.has("webhook")) {
      throw new BadRulesException(path + " needs alertmanager or webhook, one of them");
    }
    if (fields.has("alertmanager")) {
      return fields.checked(
          "",
          () ->
              new Route.Alertmanager(fields.text("name"), URI.create(fields.text("alertmanager"))));
    }
    return fields.checked(
        "",
        () ->
            new Route.Webhook(
                fields.text("name"),
                URI.create(fields.text("webhook")),
                fields.text("secret_env")));
  }

  /** Only plain values: a tag would name a class, and an alias can make a small file enormous. */
  private static JsonNode tree(String yaml) {
    try {
      refuseTagsAndAliases(yaml);
      JsonNode tree = YAML.readTree(yaml);
      return tree == null || tree.isMissingNode() ? YAML.createObjectNode() : tree;
    } catch (JsonProcessingException e) {
      throw new BadRulesException(
          "no YAML at line %d: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new BadRulesException("no YAML: " + e.getMessage(), e);
    }
  }

  private static void refuseTagsAndAliases(String yaml) throws IOException {
    try (YAMLParser parser = YAML.getFactory().createParser(yaml)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (parser.getTypeId() != null || parser.isCurrentAlias()) {
          throw new BadRulesException(
              "line %d: tags (!…) and aliases (*…) are not read; write the value out"
                  .formatted(line(parser)));
        }
      }
    }
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
