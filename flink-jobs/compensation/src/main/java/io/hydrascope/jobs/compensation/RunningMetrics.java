package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.analysis.PromptSums;
import io.hydrascope.analysis.RelativeHistogram;
import io.hydrascope.schemas.rows.MetricsKey;

/**
 * A key's state. A part that a savepoint lacks is null: it is refused where Flink reads it.
 *
 * @param moments as {@link ComponentAccount.State} has them, like all that follows {@code waiting}
 * @param emittedAtMicros of the last row, 0 before the first
 * @param waiting whether a row is due that has not been emitted
 * @param generation of the replay that it counts on from, 0 for none
 */
public record RunningMetrics(
    MetricsKey key,
    double[] moments,
    long emittedAtMicros,
    boolean waiting,
    double[] lines,
    double[] synergy,
    double[] halves,
    RelativeHistogram drops,
    int generation) {

  public RunningMetrics {
    if (lines == null || synergy == null || halves == null || drops == null) {
      throw new IllegalArgumentException(
          "state of key=%s lacks lines, synergy, halves or drops: another version wrote it; go on with that one, or start the job without its savepoint"
              .formatted(key));
    }
  }

  static RunningMetrics start(MetricsKey key) {
    return of(key, ComponentAccount.empty().state(), 0, false, 0);
  }

  private static RunningMetrics of(
      MetricsKey key,
      ComponentAccount.State state,
      long emittedAtMicros,
      boolean waiting,
      int generation) {
    return new RunningMetrics(
        key,
        state.moments(),
        emittedAtMicros,
        waiting,
        state.lines(),
        state.synergy(),
        state.halves(),
        state.drops(),
        generation);
  }

  /** What a replay found, whose row is stored. */
  static RunningMetrics replayed(MetricsKey key, ReplayedMetrics.State replayed, int generation) {
    return of(key, replayed.account(), replayed.emittedAtMicros(), false, generation);
  }

  RunningMetrics ofGeneration(int newGeneration) {
    return new RunningMetrics(
        key, moments, emittedAtMicros, waiting, lines, synergy, halves, drops, newGeneration);
  }

  ComponentAccount account() {
    return ComponentAccount.of(new ComponentAccount.State(moments, lines, synergy, halves, drops));
  }

  /** Waits to be emitted; the arrays are used on. */
  RunningMetrics plus(PromptSums prompt) {
    ComponentAccount account = account();
    account.add(prompt);
    return of(key, account.state(), emittedAtMicros, true, generation);
  }

  /** Waits to be emitted; the own arrays are used on. */
  RunningMetrics plus(ComponentAccount prompts) {
    ComponentAccount account = account();
    account.merge(prompts);
    return of(key, account.state(), emittedAtMicros, true, generation);
  }

  RunningMetrics emitted(long atMicros) {
    return new RunningMetrics(
        key, moments, atMicros, false, lines, synergy, halves, drops, generation);
  }
}
