package io.hydrascope.alerting.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.schemas.Limit;
import io.hydrascope.schemas.WireVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the topic {@code hydrascope.control.v1} tells the running job, version 1, as one JSON
 * object:
 *
 * <pre>
 * all rules from now on
 *   version    1
 *   type       "rules"
 *   rules      [{"name": …, as in alerts.yaml}, …]; {@link RuleLayout} draws them
 *
 * somebody has seen an open alert
 *   version    1
 *   type       "acknowledge"
 *   alert_id   as in the table of alerts
 *   by         who
 *   note       may be missing
 *   at_millis  when, since 1970
 * </pre>
 *
 * A message without a version was written before there was one; its layout is that of version 1.
 * Any other version and any other key is refused by name.
 */
public sealed interface ControlMessage {
  JsonMapper JSON = JsonMapper.builder().build();
  WireVersion VERSION = new WireVersion("a control message", "version", 1);

  /** Replaces all rules. */
  record Rules(AlertRules rules) implements ControlMessage {}

  /** Somebody has seen an open alert. */
  record Acknowledge(String alertId, String by, String note, long atMillis)
      implements ControlMessage {}

  /** The message's value; always the same for the same message. */
  default String json() {
    ObjectNode node = JSON.createObjectNode().put(VERSION.field(), VERSION.known());
    if (this instanceof Rules told) {
      ArrayNode rules = node.put("type", "rules").putArray("rules");
      told.rules().rules().forEach(rule -> rules.add(RuleLayout.write(rule)));
    } else if (this instanceof Acknowledge told) {
      node.put("type", "acknowledge")
          .put("alert_id", told.alertId)
          .put("by", told.by)
          .put("note", told.note)
          .put("at_millis", told.atMillis);
    }
    return node.toString();
  }

  /**
   * @param value as it lies in the topic
   * @throws BadRulesException if it is larger than a message may be, or no such message of the
   *     version that this program knows
   */
  static ControlMessage parse(byte @Nullable [] value) {
    if (value != null && Limit.MESSAGE_BYTES.isExceededBy(value.length)) {
      throw new BadRulesException(
          "the value has %,d bytes, the most is %,d"
              .formatted(value.length, Limit.MESSAGE_BYTES.most()));
    }
    return parse(value == null ? "" : new String(value, StandardCharsets.UTF_8));
  }

  /**
   * @throws BadRulesException if it is no such message of the version that this program knows
   */
  static ControlMessage parse(String json) {
    JsonNode node = tree(json);
    requireKnownVersion(node);
    return switch (node.path("type").asText()) {
      case "rules" -> rules(node);
      case "acknowledge" -> acknowledge(node);
      default ->
          throw new BadRulesException(
              "type=%s: expected rules or acknowledge".formatted(node.path("type")));
    };
  }

  private static Rules rules(JsonNode node) {
    return new Rules(
        RuleLayout.readAll(new Fields("", node, List.of(VERSION.field(), "type", "rules"))));
  }

  private static Acknowledge acknowledge(JsonNode node) {
    Fields fields =
        new Fields(
            "", node, List.of(VERSION.field(), "type", "alert_id", "by", "note", "at_millis"));
    return new Acknowledge(
        fields.text("alert_id"),
        fields.text("by"),
        fields.text("note", ""),
        (long) fields.decimal("at_millis", 0));
  }

  private static void requireKnownVersion(JsonNode node) {
    if (node.has(VERSION.field())) {
      Optional<String> refusal = VERSION.refusal(node.path(VERSION.field()).toString());
      if (refusal.isPresent()) {
        throw new BadRulesException(refusal.get());
      }
    }
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new BadRulesException("no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
