package io.hydrascope.jobs.shifts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.ShiftRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Makes the alert of a pair of revisions, with its evidence, and its message. */
final class ShiftAlert {
  static final String RULE = "self_repair_shift";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ShiftAlert() {}

  static AlertRow of(
      Comparison comparison, PromptDifference pair, ShiftVerdicts verdicts, AlertState previous) {
    AlertState state = verdicts.alert();
    List<ShiftRow> shifted = verdicts.shifted();
    ShiftRow strongest = verdicts.rows().get(verdicts.strongest());
    return new AlertRow(
        fingerprint(pair),
        comparison.atMicros(),
        RULE,
        pair.model(),
        pair.base(),
        pair.candidate(),
        shifted.size() == 1 ? shifted.get(0).component().text() : "",
        Measure.SELF_REPAIR.column(),
        state,
        previous,
        state == AlertState.ALERT ? "critical" : "info",
        strongest.effect(),
        strongest.low(),
        strongest.high(),
        strongest.eValue(),
        strongest.nPrompts(),
        text(evidence(comparison, pair, verdicts)));
  }

  /** The same for every change of one rule on one pair of revisions under one plan. */
  private static String fingerprint(PromptDifference pair) {
    String identity = RULE + "\n" + pair.comparisonText();
    return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static ObjectNode evidence(
      Comparison comparison, PromptDifference pair, ShiftVerdicts verdicts) {
    ShiftRow strongest = verdicts.rows().get(verdicts.strongest());
    ObjectNode evidence = JSON.createObjectNode();
    evidence.put("alpha", strongest.alpha());
    evidence.put("delta", strongest.delta());
    evidence.put("components", verdicts.rows().size());
    evidence.put("prompts", strongest.nPrompts());
    evidence.put("ablation", strongest.ablation());
    evidence.put("scope", strongest.scope());
    evidence.put("target", strongest.target());
    evidence.put("reference_set", pair.plan().referenceSet());
    ArrayNode shifted = evidence.putArray("shifted");
    verdicts.shifted().forEach(row -> shifted.add(component(row)));
    evidence.set("strongest", component(strongest));
    ArrayNode prompts = evidence.putArray("top_prompts");
    comparison
        .components()
        .get(verdicts.strongest())
        .topPrompts()
        .forEach(
            prompt ->
                prompts
                    .addObject()
                    .put("prompt_id", prompt.promptId())
                    .put("difference", prompt.difference()));
    return evidence;
  }

  private static ObjectNode component(ShiftRow row) {
    ObjectNode node = JSON.createObjectNode();
    node.put("component", row.component().text());
    node.put("n_prompts", row.nPrompts());
    putFinite(node, "effect", row.effect());
    putFinite(node, "low", row.low());
    putFinite(node, "high", row.high());
    putFinite(node, "e_value", row.eValue());
    return node;
  }

  /** As a JSON object with the columns of the table of alerts. */
  static String message(AlertRow alert) {
    ObjectNode node = JSON.createObjectNode();
    node.put("alert_id", alert.alertId());
    node.put("at_micros", alert.atMicros());
    node.put("rule", alert.rule());
    node.put("model", alert.model());
    node.put("base_revision", alert.baseRevision());
    node.put("revision", alert.revision());
    node.put("component", alert.component());
    node.put("measure", alert.measure());
    node.put("state", alert.state().name());
    node.put("previous_state", alert.previousState().name());
    node.put("severity", alert.severity());
    putFinite(node, "effect", alert.effect());
    putFinite(node, "effect_low", alert.effectLow());
    putFinite(node, "effect_high", alert.effectHigh());
    putFinite(node, "e_value", alert.eValue());
    node.put("n_prompts", alert.nPrompts());
    try {
      node.set("evidence", JSON.readTree(alert.evidence()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("evidence is made here and always JSON", e);
    }
    return text(node);
  }

  /** JSON has no infinity: an end that is not there is null. */
  private static void putFinite(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  private static String text(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree always becomes JSON", e);
    }
  }
}
