package io.hydrascope.alerting.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.alerting.rules.ShiftTest.Threshold;
import io.hydrascope.alerting.rules.Timing.NoDataMode;
import io.hydrascope.schemas.NearestWord;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.rows.AlertState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One rule as keys, the same in YAML and in JSON:
 *
 * <pre>
 * name: self_repair_shift
 * model: my-model            any without it
 * base: first                first, previous or a revision's name
 * target: next               any without it
 * window: 1d                 one comparison without end without it
 * measures: [self_repair]    or {self_repair: 0.02, logprob_drop: 0.01}: each with its delta
 * delta: 0.02                of measures that name none
 * segments: [all, task=sums]
 * alpha: 0.05
 * for: 5m
 * clear_for: 10m
 * no_data: {after: 15m, mode: no_data, lost_share: 0.5}
 * severity: critical
 * notify: [on-call]          names of routes
 * notify_states: [WARNING, ALERT, NO_DATA]
 * paused: false
 * </pre>
 */
final class RuleLayout {
  private static final List<String> KEYS =
      List.of(
          "name",
          "model",
          "base",
          "target",
          "window",
          "measures",
          "delta",
          "segments",
          "alpha",
          "for",
          "clear_for",
          "no_data",
          "severity",
          "notify",
          "notify_states",
          "paused");
  private static final List<String> NO_DATA_KEYS = List.of("after", "mode", "lost_share");
  private static final List<String> MEASURES =
      Arrays.stream(ShiftMeasure.values()).map(ShiftMeasure::column).toList();

  private RuleLayout() {}

  /** The list under the key {@code rules}. */
  static AlertRules readAll(Fields fields) {
    List<Rule> rules = new ArrayList<>();
    for (JsonNode node : fields.list("rules")) {
      rules.add(read("rules[%d]".formatted(rules.size()), node));
    }
    return fields.checked("rules", () -> new AlertRules(rules));
  }

  static Rule read(String path, JsonNode node) {
    Fields fields = new Fields(path, node, KEYS);
    return fields.checked(
        "",
        () ->
            new Rule(
                fields.text("name"), watch(fields), test(fields), timing(fields), telling(fields)));
  }

  private static WatchedCaptures watch(Fields fields) {
    Duration window = fields.has("window") ? fields.duration("window", Duration.ZERO) : null;
    if (window != null && window.toSeconds() < 1) {
      throw new BadRulesException(fields.at("window") + ": expected at least 1s");
    }
    Target target =
        fields.has("target")
            ? fields.checked("target", () -> Target.parse(fields.text("target")))
            : null;
    return new WatchedCaptures(
        fields.has("model") ? fields.text("model") : null,
        BaseSelection.parse(fields.text("base", "first")),
        target,
        window);
  }

  private static ShiftTest test(Fields fields) {
    double delta = fields.decimal("delta", AlertRules.DEFAULT_DELTA);
    ShiftTest defaults = AlertRules.defaultTest();
    return new ShiftTest(
        thresholds(fields, delta),
        fields.words("segments", defaults.segments()),
        fields.decimal("alpha", defaults.alpha()));
  }

  private static List<Threshold> thresholds(Fields fields, double delta) {
    JsonNode measures = fields.node("measures");
    if (measures == null || measures.isArray()) {
      return fields.words("measures", List.of(ShiftMeasure.SELF_REPAIR.column())).stream()
          .map(word -> new Threshold(measure(fields, word), delta))
          .toList();
    }
    Fields deltas = new Fields(fields.at("measures"), measures, MEASURES);
    List<Threshold> thresholds = new ArrayList<>();
    measures
        .fieldNames()
        .forEachRemaining(
            word ->
                thresholds.add(
                    new Threshold(ShiftMeasure.parse(word), deltas.decimal(word, delta))));
    return thresholds;
  }

  private static ShiftMeasure measure(Fields fields, String word) {
    if (!MEASURES.contains(word)) {
      throw new BadRulesException(
          "%s: %s is unknown; did you mean %s? Known: %s"
              .formatted(
                  fields.at("measures"),
                  word,
                  NearestWord.to(word, MEASURES),
                  String.join(", ", MEASURES)));
    }
    return ShiftMeasure.parse(word);
  }

  private static Timing timing(Fields fields) {
    Timing defaults = Timing.DEFAULT;
    Fields noData =
        fields.has("no_data")
            ? new Fields(fields.at("no_data"), fields.node("no_data"), NO_DATA_KEYS)
            : new Fields("no_data", JsonNodeFactory.instance.objectNode(), NO_DATA_KEYS);
    return new Timing(
        fields.duration("for", defaults.holdFor()),
        fields.duration("clear_for", defaults.clearFor()),
        noData.duration("after", defaults.noDataAfter()),
        noDataMode(noData, defaults.noData()),
        noData.decimal("lost_share", defaults.lostShare()));
  }

  private static NoDataMode noDataMode(Fields fields, NoDataMode otherwise) {
    String word = fields.text("mode", otherwise.text());
    return Arrays.stream(NoDataMode.values())
        .filter(mode -> mode.text().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new BadRulesException(
                    fields.at("mode") + "=" + word + ": expected no_data, alert or keep"));
  }

  private static NotificationSettings telling(Fields fields) {
    List<String> words =
        fields.words(
            "notify_states", NotificationSettings.TELLABLE.stream().map(Enum::name).toList());
    Set<AlertState> states =
        words.stream()
            .map(word -> fields.checked("notify_states", () -> AlertState.valueOf(word)))
            .collect(Collectors.toSet());
    return new NotificationSettings(
        fields.text("severity", NotificationSettings.DEFAULT.severity()),
        fields.words("notify", List.of()),
        states,
        fields.flag("paused"));
  }

  /** Every key, so that what is read back does not depend on today's defaults. */
  static ObjectNode write(Rule rule) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", rule.name());
    putPresent(node, "model", rule.watch().model());
    node.put("base", rule.watch().base().text());
    Target target = rule.watch().target();
    putPresent(node, "target", target == null ? null : target.text());
    Duration window = rule.watch().window();
    putPresent(node, "window", window == null ? null : Fields.text(window));
    ObjectNode measures = node.putObject("measures");
    rule.test().thresholds().forEach(each -> measures.put(each.measure().column(), each.delta()));
    putWords(node, "segments", rule.test().segments());
    node.put("alpha", rule.test().alpha());
    node.put("for", Fields.text(rule.timing().holdFor()));
    node.put("clear_for", Fields.text(rule.timing().clearFor()));
    node.putObject("no_data")
        .put("after", Fields.text(rule.timing().noDataAfter()))
        .put("mode", rule.timing().noData().text())
        .put("lost_share", rule.timing().lostShare());
    node.put("severity", rule.telling().severity());
    putWords(node, "notify", rule.telling().routes());
    putWords(
        node,
        "notify_states",
        new TreeSet<>(rule.telling().states()).stream().map(Enum::name).toList());
    return node.put("paused", rule.telling().paused());
  }

  private static void putPresent(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static void putWords(ObjectNode node, String name, List<String> words) {
    ArrayNode array = node.putArray(name);
    words.forEach(array::add);
  }
}
