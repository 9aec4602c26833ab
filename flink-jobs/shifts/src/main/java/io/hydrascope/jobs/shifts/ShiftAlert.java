package io.hydrascope.jobs.shifts;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.NotificationSettings;
import io.hydrascope.alerting.rules.Rule;
import io.hydrascope.alerting.state.AlertStatus;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.storage.query.EvidenceQueries;
import io.hydrascope.storage.query.PlanKey;
import io.hydrascope.storage.query.RevisionPairSelection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Makes the alert of a pair of revisions, with its evidence. */
final class ShiftAlert {
  private static final int LISTED = 50;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ShiftAlert() {}

  /**
   * @param before where it stood
   */
  static AlertMessage of(ComparisonState comparison, Rule rule, AlertStatus before) {
    ShiftVerdicts verdicts = ShiftVerdicts.of(comparison, rule);
    List<ShiftRow> shifted = verdicts.shifted();
    ShiftRow strongest = verdicts.rows().get(verdicts.strongest());
    AlertState state = comparison.standing().state();
    AlertRow row =
        new AlertRow(
            id(rule.name(), comparison.pair()),
            comparison.atMicros(),
            rule.name(),
            comparison.pair().model(),
            comparison.pair().base(),
            comparison.pair().candidate(),
            isOneComponent(shifted) ? shifted.get(0).component().text() : "",
            strongest.measure().column(),
            state,
            before.state(),
            rule.telling().severity(state),
            strongest.effect(),
            strongest.low(),
            strongest.high(),
            strongest.eValue(),
            strongest.nPrompts(),
            evidence(comparison, verdicts).toString());
    return new AlertMessage(
        row,
        rule.telling().routes(),
        isNews(rule.telling(), before, comparison.standing()),
        rule.telling().states().contains(state));
  }

  /** The same for every change of one rule on one pair of revisions under one plan. */
  static String id(String rule, RevisionPair pair) {
    String identity = rule + "\n" + pair.text();
    return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static boolean isOneComponent(List<ShiftRow> shifted) {
    return !shifted.isEmpty() && shifted.stream().map(ShiftRow::component).distinct().count() == 1;
  }

  /** What somebody has acknowledged is news again only when it gets worse or ends. */
  private static boolean isNews(NotificationSettings telling, AlertStatus before, AlertStatus now) {
    boolean isTold = telling.states().contains(now.state());
    boolean wasTold = telling.states().contains(before.state());
    boolean isWorse = now.state() == AlertState.ALERT && before.state() != AlertState.ALERT;
    if (before.isAcknowledged() && now.isAcknowledged() && !isWorse) {
      return false;
    }
    return isTold || wasTold;
  }

  private static ObjectNode evidence(ComparisonState comparison, ShiftVerdicts verdicts) {
    RevisionPair pair = comparison.pair();
    AlertStatus standing = comparison.standing();
    int index = verdicts.strongest();
    ShiftRow strongest = verdicts.rows().get(index);
    ObjectNode evidence = JSON.createObjectNode();
    evidence.put("reason", standing.reason());
    evidence.put("acknowledged_by", standing.acknowledgedBy());
    evidence.put("acknowledged_note", standing.acknowledgedNote());
    evidence.put("alpha", strongest.alpha());
    evidence.put("delta", strongest.delta());
    evidence.put("tested", verdicts.rows().size());
    evidence.put("components", pair.plan().ablated().size());
    evidence.put("prompts_compared", comparison.progress().compared());
    evidence.put("prompts_lost", comparison.progress().lost());
    evidence.put("ablation", strongest.ablation());
    evidence.put("scope", strongest.scope());
    evidence.put("target", strongest.target());
    evidence.put("reference_set", pair.plan().referenceSet());
    ArrayNode shifted = evidence.putArray("shifted");
    verdicts.shifted().stream().limit(LISTED).forEach(row -> shifted.add(tested(row)));
    evidence.put("shifted_count", verdicts.shifted().size());
    evidence.set("strongest", tested(strongest));
    List<HypothesisEvidence.TopUnit> top = comparison.tested().evidence().get(index).topUnits();
    ArrayNode prompts = evidence.putArray("top_prompts");
    top.forEach(
        unit ->
            prompts.addObject().put("prompt_id", unit.name()).put("difference", unit.difference()));
    evidence.put("sql", sql(strongest, pair, top));
    return evidence;
  }

  private static ObjectNode tested(ShiftRow row) {
    ObjectNode node = JSON.createObjectNode();
    node.put("component", row.component().text());
    node.put("measure", row.measure().column());
    node.put("segment", row.segment());
    node.put("n_prompts", row.nPrompts());
    AlertMessage.putFinite(node, "effect", row.effect());
    AlertMessage.putFinite(node, "low", row.low());
    AlertMessage.putFinite(node, "high", row.high());
    AlertMessage.putFinite(node, "e_value", row.eValue());
    return node;
  }

  /** The rows behind the clearest finding, at the prompts that contributed most. */
  private static String sql(
      ShiftRow strongest, RevisionPair pair, List<HypothesisEvidence.TopUnit> top) {
    PlanKey plan =
        new PlanKey(
            strongest.ablation(),
            strongest.scope(),
            strongest.target(),
            pair.plan().referenceSet());
    return EvidenceQueries.shift(
        new RevisionPairSelection(
            pair.model(),
            pair.base(),
            pair.candidate(),
            plan,
            List.of(strongest.component().text()),
            top.stream().flatMap(unit -> unit.promptIds().stream()).toList()));
  }
}
