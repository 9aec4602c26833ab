package io.hydrascope.alerting.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the table of alerts and who is told, as one JSON object with the table's columns:
 *
 * <pre>
 * key    alert_id
 * value  {"alert_id", "at_micros", "rule", …, "evidence": {…}, "routes": ["on-call"], "tell": true, "firing": true}
 * </pre>
 *
 * @param routes names of routes
 * @param tell whether this change is news for them; an alert's end is told where its begin was
 * @param firing whether they should take it for an alert
 */
public record AlertMessage(AlertRow row, List<String> routes, boolean tell, boolean firing) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public AlertMessage {
    routes = List.copyOf(routes);
  }

  /** The message's value. */
  public String json() {
    ObjectNode node = columns(row);
    ArrayNode names = node.putArray("routes");
    routes.forEach(names::add);
    return node.put("tell", tell).put("firing", firing).toString();
  }

  /** The columns of the table, with the evidence as an object. */
  public static ObjectNode columns(AlertRow row) {
    ObjectNode node = JSON.createObjectNode();
    node.put("alert_id", row.alertId());
    node.put("at_micros", row.atMicros());
    node.put("rule", row.rule());
    node.put("model", row.model());
    node.put("base_revision", row.baseRevision());
    node.put("revision", row.revision());
    node.put("component", row.component());
    node.put("measure", row.measure());
    node.put("state", row.state().name());
    node.put("previous_state", row.previousState().name());
    node.put("severity", row.severity());
    putFinite(node, "effect", row.effect());
    putFinite(node, "effect_low", row.effectLow());
    putFinite(node, "effect_high", row.effectHigh());
    putFinite(node, "e_value", row.eValue());
    node.put("n_prompts", row.nPrompts());
    node.set("evidence", evidence(row));
    return node;
  }

  /** JSON has no infinity: an end that is not there is null. */
  public static void putFinite(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  /** The alert's evidence as an object; empty where it has none. */
  public static JsonNode evidence(AlertRow row) {
    try {
      return row.evidence().isEmpty() ? JSON.createObjectNode() : JSON.readTree(row.evidence());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("evidence of alert " + row.alertId() + " is no JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException if it is no such message
   */
  public static AlertMessage parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      List<String> routes = new ArrayList<>();
      node.path("routes").forEach(route -> routes.add(route.asText()));
      return new AlertMessage(
          row(node), routes, node.path("tell").asBoolean(), node.path("firing").asBoolean());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no alert: " + e.getOriginalMessage(), e);
    }
  }

  /** A message that is no alert. */
  public static String testJson() {
    return JSON.createObjectNode().put("test", true).toString();
  }

  /** Whether the value is {@link #testJson()}. */
  public static boolean isTest(String json) {
    return json.equals(testJson());
  }

  private static AlertRow row(JsonNode node) {
    return new AlertRow(
        text(node, "alert_id"),
        node.path("at_micros").asLong(),
        text(node, "rule"),
        text(node, "model"),
        text(node, "base_revision"),
        text(node, "revision"),
        node.path("component").asText(),
        text(node, "measure"),
        AlertState.valueOf(text(node, "state")),
        AlertState.valueOf(text(node, "previous_state")),
        text(node, "severity"),
        number(node, "effect", Double.NaN),
        number(node, "effect_low", Double.NEGATIVE_INFINITY),
        number(node, "effect_high", Double.POSITIVE_INFINITY),
        number(node, "e_value", Double.POSITIVE_INFINITY),
        node.path("n_prompts").asLong(),
        node.path("evidence").toString());
  }

  private static String text(JsonNode node, String name) {
    if (!node.path(name).isTextual()) {
      throw new IllegalArgumentException("no alert: " + name + "=" + node.path(name));
    }
    return node.path(name).asText();
  }

  private static double number(JsonNode node, String name, double otherwise) {
    return node.path(name).isNumber() ? node.path(name).asDouble() : otherwise;
  }
}
