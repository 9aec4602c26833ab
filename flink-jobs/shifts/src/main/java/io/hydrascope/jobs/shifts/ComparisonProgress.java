package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.Timing;
import io.hydrascope.alerting.state.Evaluation;
import io.hydrascope.schemas.text.Counted;
import java.util.Optional;

/**
 * How many prompts of a comparison there are and how many are missing.
 *
 * @param compared prompts that both answered and that agree on what was read
 * @param lost prompts that both answered and that cannot be compared
 * @param lostReason of the last one
 * @param baseAtLast how many prompts the base had answered when the candidate answered last
 * @param periodStartMillis of the present period; a period lasts as long as a candidate may be
 *     silent
 * @param baseAtStart how many prompts the base had answered when it began
 * @param candidateAtStart likewise
 * @param slow what was wrong with the last full period; empty: nothing
 */
public record ComparisonProgress(
    long compared,
    long lost,
    String lostReason,
    long baseAtLast,
    long periodStartMillis,
    long baseAtStart,
    long candidateAtStart,
    String slow) {
  /** Fewer prompts say nothing about a share. */
  static final int LEAST_PROMPTS = 10;

  static ComparisonProgress start() {
    return new ComparisonProgress(0, 0, "", 0, 0, 0, 0, "");
  }

  ComparisonProgress with(PromptUnit unit) {
    String reason = lostReason;
    for (PromptOutcome prompt : unit.prompts()) {
      reason = prompt.kind() == PromptOutcome.Kind.LOST ? prompt.difference().trouble() : reason;
    }
    return new ComparisonProgress(
        compared + unit.count(PromptOutcome.Kind.COMPARED),
        lost + unit.count(PromptOutcome.Kind.LOST),
        reason,
        baseAtLast,
        periodStartMillis,
        baseAtStart,
        candidateAtStart,
        slow);
  }

  ComparisonProgress candidateAnswered(AnsweredPrompts base) {
    return new ComparisonProgress(
        compared,
        lost,
        lostReason,
        base.prompts(),
        periodStartMillis,
        baseAtStart,
        candidateAtStart,
        slow);
  }

  /** Begins a new period where the present one is over, and judges it. */
  ComparisonProgress at(
      long nowMillis, Timing timing, AnsweredPrompts base, AnsweredPrompts candidate) {
    if (nowMillis - periodStartMillis < timing.noDataAfter().toMillis()) {
      return this;
    }
    long fromBase = base.prompts() - baseAtStart;
    long open = candidate.prompts() - (compared + lost);
    long fromCandidate = candidate.prompts() - candidateAtStart;
    boolean isFirst = periodStartMillis == 0;
    boolean losesMany =
        !isFirst
            && fromBase >= LEAST_PROMPTS
            && fromCandidate <= (1 - timing.lostShare()) * fromBase;
    String wrong = "";
    if (!isFirst && base.prompts() == 0) {
      wrong =
          "no base answered under the candidate's plan: another shape, other ablations, or no agent; the candidate answered %s"
              .formatted(Counted.of(candidate.prompts(), "prompt"));
    } else if (!isFirst && fromBase == 0 && Math.min(fromCandidate, open) >= LEAST_PROMPTS) {
      wrong =
          "the base answered nothing after %s; the candidate answered %,d"
              .formatted(Counted.of(base.prompts(), "prompt"), candidate.prompts());
    } else if (losesMany) {
      wrong =
          "the candidate answered %s while the base answered %,d"
              .formatted(Counted.of(fromCandidate, "prompt"), fromBase);
    }
    return new ComparisonProgress(
        compared,
        lost,
        lostReason,
        baseAtLast,
        nowMillis,
        base.prompts(),
        candidate.prompts(),
        wrong);
  }

  /** What is wrong with the data, if anything. */
  Optional<Evaluation> trouble(
      long nowMillis, Timing timing, AnsweredPrompts base, AnsweredPrompts candidate) {
    Optional<Evaluation> silence = silence(nowMillis, timing, base, candidate);
    if (silence.isPresent()) {
      return silence;
    }
    if (compared + lost >= LEAST_PROMPTS && lost >= timing.lostShare() * (compared + lost)) {
      return Optional.of(
          new Evaluation.Impaired(
              "%,d of %,d prompts cannot be compared: %s"
                  .formatted(lost, compared + lost, lostReason)));
    }
    if (slow.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        isSilent(base, nowMillis, timing)
            ? new Evaluation.Missing(slow)
            : new Evaluation.Impaired(slow));
  }

  /** Only once the candidate is silent: until then it may be on its way. */
  private Optional<Evaluation> silence(
      long nowMillis, Timing timing, AnsweredPrompts base, AnsweredPrompts candidate) {
    // Its first prompt may be compared before it is counted: they come by different ways.
    if (candidate.prompts() == 0 || !isSilent(candidate, nowMillis, timing)) {
      return Optional.empty();
    }
    double kept = 1 - timing.lostShare();
    // A base that answers later what the candidate has answered before leaves nothing open.
    boolean goesOnAlone =
        base.prompts() - baseAtLast >= LEAST_PROMPTS
            && base.prompts() - (compared + lost) >= LEAST_PROMPTS;
    if (candidate.prompts() <= kept * base.prompts() || goesOnAlone) {
      return Optional.of(
          new Evaluation.Missing(
              "the candidate is silent after %s; the base answered %,d"
                  .formatted(Counted.of(candidate.prompts(), "prompt"), base.prompts())));
    }
    long comparable = Math.min(base.prompts(), candidate.prompts());
    if (comparable >= LEAST_PROMPTS && compared + lost <= kept * comparable) {
      return Optional.of(
          new Evaluation.Missing(
              "base and candidate answered different prompts: %,d of %,d are the same"
                  .formatted(compared + lost, comparable)));
    }
    return Optional.empty();
  }

  private static boolean isSilent(AnsweredPrompts revision, long nowMillis, Timing timing) {
    return nowMillis - revision.lastMillis() >= timing.noDataAfter().toMillis();
  }
}
