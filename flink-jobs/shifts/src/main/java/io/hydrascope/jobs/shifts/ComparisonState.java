package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.Rule;
import io.hydrascope.alerting.state.AlertStatus;
import io.hydrascope.alerting.state.Evaluation;
import io.hydrascope.analysis.EProcess;
import io.hydrascope.analysis.shift.UnitDifference;
import io.hydrascope.schemas.rows.AlertState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one rule knows of a pair of revisions.
 *
 * @param ruleJson the rule as it was at the last look
 * @param tested what was seen of what the rule tests
 * @param verdict of the last look: ALERT shifted, OK equivalent, UNKNOWN undecided
 * @param verdictReason for a person
 * @param atMicros of the last row; strictly increasing
 */
public record ComparisonState(
    String ruleJson,
    RevisionPair pair,
    Tested tested,
    ComparisonProgress progress,
    AlertStatus standing,
    AlertState verdict,
    String verdictReason,
    long atMicros) {
  private static final String NOTHING_YET = "nothing compared yet";

  /**
   * Begins anew with each window, and when what is tested changes.
   *
   * @param evidence in the order of {@link Hypotheses}
   * @param windowStartMicros as in {@link io.hydrascope.alerting.rules.WatchedCaptures}
   */
  public record Tested(
      List<HypothesisEvidence> evidence, BaseFractions fractions, long windowStartMicros) {

    static Tested start(Hypotheses hypotheses, long windowStartMicros) {
      List<HypothesisEvidence> none = new ArrayList<>();
      for (int i = 0; i < hypotheses.size(); i++) {
        none.add(HypothesisEvidence.start(hypotheses.threshold(i).delta()));
      }
      return new Tested(none, BaseFractions.start(), windowStartMicros);
    }

    Tested with(PromptUnit unit, Hypotheses hypotheses) {
      List<UnitDifference> bySegment = hypotheses.bySegment(unit);
      double[] known = new double[hypotheses.components().size()];
      Arrays.setAll(known, fractions::of);
      List<HypothesisEvidence> next = new ArrayList<>();
      for (int i = 0; i < evidence.size(); i++) {
        double value = hypotheses.value(i, bySegment, known[i % known.length]);
        next.add(
            Double.isNaN(value)
                ? evidence.get(i)
                : evidence.get(i).with(unit, value, hypotheses.threshold(i).delta()));
      }
      boolean holdsOut = hypotheses.needsBaseFraction() && !fractions.isFixed();
      return new Tested(next, holdsOut ? fractions.with(unit) : fractions, windowStartMicros);
    }

    List<EProcess> processes(Hypotheses hypotheses) {
      List<EProcess> processes = new ArrayList<>();
      for (int i = 0; i < evidence.size(); i++) {
        processes.add(evidence.get(i).process(hypotheses.threshold(i).delta()));
      }
      return processes;
    }
  }

  static ComparisonState start(Rule rule, RevisionPair pair) {
    return new ComparisonState(
        rule.json(),
        pair,
        Tested.start(hypotheses(rule, pair), 0),
        ComparisonProgress.start(),
        AlertStatus.START,
        AlertState.UNKNOWN,
        NOTHING_YET,
        0);
  }

  private static Hypotheses hypotheses(Rule rule, RevisionPair pair) {
    return new Hypotheses(rule.test(), pair.plan().ablated());
  }

  /** The same pair without evidence; where it stood is decided by the next look. */
  ComparisonState anew(Rule rule, long windowStartMicros) {
    return new ComparisonState(
        rule.json(),
        pair,
        Tested.start(hypotheses(rule, pair), windowStartMicros),
        progress,
        standing,
        AlertState.UNKNOWN,
        NOTHING_YET,
        atMicros);
  }

  Rule rule() {
    return Rule.parse(ruleJson);
  }

  boolean isDesignedLike(Rule other) {
    Rule own = rule();
    return own.watch().equals(other.watch()) && own.test().equals(other.test());
  }

  long windowStartMicros() {
    return tested.windowStartMicros;
  }

  /** With one more unit that both revisions answered. */
  ComparisonState with(PromptUnit unit, Rule rule) {
    return new ComparisonState(
        ruleJson,
        pair,
        tested.with(unit, hypotheses(rule, pair)),
        progress,
        standing,
        verdict,
        verdictReason,
        atMicros);
  }

  ComparisonState with(Rule rule) {
    return new ComparisonState(
        rule.json(), pair, tested, progress, standing, verdict, verdictReason, atMicros);
  }

  ComparisonState with(ComparisonProgress next) {
    return new ComparisonState(
        ruleJson, pair, tested, next, standing, verdict, verdictReason, atMicros);
  }

  ComparisonState with(AlertStatus next) {
    return new ComparisonState(
        ruleJson, pair, tested, progress, next, verdict, verdictReason, atMicros);
  }

  ComparisonState with(ShiftVerdicts verdicts) {
    return new ComparisonState(
        ruleJson,
        pair,
        tested,
        progress,
        standing,
        verdicts.verdict(),
        verdicts.reason(),
        atMicros);
  }

  /** A time for the next rows: that of the clock, or a moment after the last ones. */
  ComparisonState at(long nowMillis) {
    return new ComparisonState(
        ruleJson,
        pair,
        tested,
        progress,
        standing,
        verdict,
        verdictReason,
        Math.max(nowMillis * 1_000, atMicros + 1));
  }

  /** From the evidence alone. */
  Evaluation finding() {
    return switch (verdict) {
      case ALERT -> new Evaluation.Shifted(verdictReason);
      case OK -> new Evaluation.Equivalent(verdictReason);
      case UNKNOWN, WARNING, NO_DATA, PAUSED -> new Evaluation.Undecided(verdictReason);
    };
  }

  /** Where it stands after a look; a change is told. */
  ComparisonState decide(
      Rule rule, Evaluation finding, long nowMillis, Consumer<AlertMessage> alerts) {
    Evaluation counts =
        rule.telling().paused() ? new Evaluation.Paused("the rule is paused") : finding;
    ComparisonState next = with(standing.next(counts, rule.timing(), nowMillis));
    if (next.standing.state() == standing.state()) {
      return next;
    }
    ComparisonState changed = next.at(nowMillis);
    alerts.accept(ShiftAlert.of(changed, rule, standing));
    return changed;
  }

  /** Among the comparisons of a model under a plan. */
  static String key(Rule rule, RevisionPair pair) {
    return String.join("\n", rule.name(), pair.base(), pair.candidate());
  }
}
