package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.ControlMessage.Acknowledge;
import io.hydrascope.alerting.rules.Rule;
import io.hydrascope.alerting.state.AlertStatus;
import io.hydrascope.alerting.state.Evaluation;
import io.hydrascope.schemas.rows.AlertState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a control message does to a comparison that runs. */
final class RuleChange {
  private final Map<String, Rule> rules = new HashMap<>();
  private final long nowMillis;
  private final Consumer<AlertMessage> alerts;

  RuleChange(List<Rule> rules, long nowMillis, Consumer<AlertMessage> alerts) {
    rules.forEach(rule -> this.rules.put(rule.name(), rule));
    this.nowMillis = nowMillis;
    this.alerts = alerts;
  }

  /**
   * A rule that is gone, or that no longer pairs these revisions, ends its alert. Times and
   * receivers hold from the next look on.
   *
   * @return empty: the comparison has ended
   */
  Optional<ComparisonState> apply(ComparisonState kept) {
    Rule rule = rules.get(kept.rule().name());
    if (rule == null || !kept.pair().isOf(rule)) {
      Evaluation gone = new Evaluation.Undecided("the rule is gone or compares other revisions");
      kept.decide(kept.rule().ending(), gone, nowMillis, alerts);
      return Optional.empty();
    }
    if (!kept.isDesignedLike(rule)) {
      ComparisonState anew = kept.anew(rule, kept.windowStartMicros());
      return Optional.of(anew.decide(rule, anew.finding(), nowMillis, alerts));
    }
    ComparisonState told = kept.with(rule);
    boolean isPaused = kept.standing().state() == AlertState.PAUSED;
    return Optional.of(
        rule.telling().paused() == isPaused
            ? told
            : told.decide(rule, told.finding(), nowMillis, alerts));
  }

  ComparisonState acknowledge(Acknowledge told, ComparisonState kept) {
    AlertStatus before = kept.standing();
    AlertStatus acknowledged = before.acknowledge(told.by(), told.note());
    if (!ShiftAlert.id(kept.rule().name(), kept.pair()).equals(told.alertId())
        || acknowledged.equals(before)) {
      return kept;
    }
    ComparisonState next = kept.with(acknowledged).at(nowMillis);
    alerts.accept(ShiftAlert.of(next, next.rule(), before));
    return next;
  }
}
