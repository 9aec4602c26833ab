package io.hydrascope.alerting.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What the topic {@code hydrascope.control.v1} tells the running job, as JSON:
 *
 * <pre>
 * {"type": "rules", "rules": [{"name": …, as in alerts.yaml}, …]}                        all rules from now on
 * {"type": "acknowledge", "alert_id": "…", "by": "…", "note": "…", "at_millis": 1767225600000}
 * </pre>
 */
public sealed interface ControlMessage {
  JsonMapper JSON = JsonMapper.builder().build();

  /** Replaces all rules. */
  record Rules(AlertRules rules) implements ControlMessage {}

  /** Somebody has seen an open alert. */
  record Acknowledge(String alertId, String by, String note, long atMillis)
      implements ControlMessage {}

  /** The message's value; always the same for the same message. */
  default String json() {
    ObjectNode node = JSON.createObjectNode();
    if (this instanceof Rules told) {
      node.put("type", "rules").putArray("rules");
      told.rules().rules().forEach(rule -> node.withArray("rules").add(RuleLayout.write(rule)));
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
   * @throws BadRulesException if it is no such message
   */
  static ControlMessage parse(String json) {
    JsonNode node = tree(json);
    return switch (node.path("type").asText()) {
      case "rules" -> new Rules(RuleLayout.readAll(new Fields("", node, List.of("type", "rules"))));
      case "acknowledge" -> acknowledge(node);
      default ->
          throw new BadRulesException(
              "type=%s: expected rules or acknowledge".formatted(node.path("type")));
    };
  }

  private static Acknowledge acknowledge(JsonNode node) {
    Fields fields = new Fields("", node, List.of("type", "alert_id", "by", "note", "at_millis"));
    return new Acknowledge(
        fields.text("alert_id"),
        fields.text("by"),
        fields.text("note", ""),
        (long) fields.decimal("at_millis", 0));
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new BadRulesException("no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
