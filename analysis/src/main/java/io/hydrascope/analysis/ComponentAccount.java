package io.hydrascope.analysis;

import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;

/** All that is kept of one key of the running metrics. Mergeable in any order. */
public final class ComponentAccount {
  private final ClusteredMoments moments;
  private final ClusteredLines lines;
  private final ClusteredSynergy synergy;
  private final HalfFractions halves;
  private RelativeHistogram drops; // without those that are fresh
  private BucketCounts fresh = new BucketCounts();

  /**
   * The state itself, not a copy.
   *
   * @param moments as {@link ClusteredMoments} lays them out
   * @param lines as {@link ClusteredLines} lays them out
   * @param synergy as {@link ClusteredSynergy} lays it out
   * @param halves as {@link HalfFractions} lays them out
   * @param drops of {@code logprob_drop}, donors averaged
   */
  public record State(
      double[] moments,
      double[] lines,
      double[] synergy,
      double[] halves,
      RelativeHistogram drops) {}

  private ComponentAccount(State state) {
    moments = ClusteredMoments.of(state.moments);
    lines = ClusteredLines.of(state.lines);
    synergy = ClusteredSynergy.of(state.synergy);
    halves = HalfFractions.of(state.halves);
    drops = state.drops;
  }

  public static ComponentAccount empty() {
    return of(
        new State(
            ClusteredMoments.empty().state(),
            new double[ClusteredLines.LENGTH],
            new double[ClusteredSynergy.LENGTH],
            new double[HalfFractions.LENGTH],
            RelativeHistogram.empty()));
  }

  /** The arrays are used, not copied. */
  public static ComponentAccount of(State state) {
    return new ComponentAccount(state);
  }

  public State state() {
    return new State(moments.state(), lines.state(), synergy.state(), halves.state(), drops());
  }

  public long prompts() {
    return moments.prompts();
  }

  /** Adds a prompt; a prompt's rows must come in one call. */
  public void add(PromptSums prompt) {
    moments.add(prompt);
    lines.add(prompt);
    synergy.add(prompt);
    halves.add(prompt);
    fresh.add(prompt.dropBuckets());
  }

  /** Adds the prompts of another account, which is not changed; a prompt must not be in both. */
  public void merge(ComponentAccount other) {
    moments.merge(other.moments);
    lines.merge(other.lines);
    synergy.merge(other.synergy);
    halves.merge(other.halves);
    drops = drops().plus(other.drops());
  }

  private RelativeHistogram drops() {
    if (!fresh.isEmpty()) {
      drops = drops.plus(fresh.histogram());
      fresh = new BucketCounts();
    }
    return drops;
  }

  /** All metrics of at least one prompt as a row. */
  public MetricsRow toRow(MetricsKey key, long updatedAtMicros) {
    return new MetricsRows(moments, lines, synergy, halves, drops()).row(key, updatedAtMicros);
  }
}
