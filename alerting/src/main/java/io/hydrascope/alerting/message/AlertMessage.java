package io.hydrascope.alerting.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.schemas.Limit;
import io.hydrascope.schemas.WireVersion;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message of the topic {@code hydrascope.alerts.v1}, version 1: a row of the table of alerts and
 * who is told.
 *
 * <pre>
 * key    alert_id; "test" of a test
 * value  one JSON object:
 *   version         1
 *   alert_id …      the columns of the table; null where a number is endless or missing
 *   evidence        an object
 *   routes          ["on-call", …]
 *   tell            whether the change is news for these routes
 *   firing          whether they should take it for an alert
 *
 * test   {"version": 1, "test": true}: nobody is told
 * </pre>
 *
 * A message without a version was written before there was one; its layout is that of version 1.
 *
 * @param routes names of routes
 * @param tell whether this change is news for them; an alert's end is told where its begin was
 * @param firing whether they should take it for an alert
 */
public record AlertMessage(AlertRow row, List<String> routes, boolean tell, boolean firing) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final WireVersion VERSION = new WireVersion("an alert", "version", 1);
  private static final String TEST = "test";

  public AlertMessage {
    routes = List.copyOf(routes);
  }

  /** The message's value. */
  public String json() {
    ObjectNode node = versioned();
    node.setAll(columns(row));
    ArrayNode names = node.putArray("routes");
    routes.forEach(names::add);
    return node.put("tell", tell).put("firing", firing).toString();
  }

  /**
   * Empty where the message is a test, or has no value.
   *
   * @param value as it lies in the topic
   * @throws IllegalArgumentException if it is larger than a message may be, or no such message of
   *     the version that this program knows
   */
  public static Optional<AlertMessage> parse(byte @Nullable [] value) {
    if (value == null) {
      return Optional.empty();
    }
    Limit.MESSAGE_BYTES.require(value.length, "bytes of an alert");
    return parse(new String(value, StandardCharsets.UTF_8));
  }

  /**
   * Empty where the message is a test.
   *
   * @throws IllegalArgumentException if it is no such message of the version that this program
   *     knows
   */
  public static Optional<AlertMessage> parse(String json) {
    JsonNode node = tree(json);
    requireKnownVersion(node);
    if (node.path(TEST).asBoolean()) {
      return Optional.empty();
    }
    List<String> routes = new ArrayList<>();
    node.path("routes").forEach(route -> routes.add(route.asText()));
    return Optional.of(
        new AlertMessage(
            row(node), routes, node.path("tell").asBoolean(), node.path("firing").asBoolean()));
  }

  /** The value of a message that is no alert. */
  public static String testJson() {
    return versioned().put(TEST, true).toString();
  }

  private static ObjectNode versioned() {
    return JSON.createObjectNode().put(VERSION.field(), VERSION.known());
  }

  private static void requireKnownVersion(JsonNode node) {
    if (node.has(VERSION.field())) {
      Optional<String> refusal = VERSION.refusal(node.path(VERSION.field()).toString());
      if (refusal.isPresent()) {
        throw new IllegalArgumentException(refusal.get());
      }
    }
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no alert: " + e.getOriginalMessage(), e);
    }
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
}
