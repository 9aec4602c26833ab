package io.hydrascope.agent.sweep;

/**
 * How far, in logits, parts that an ablation cannot change were from the intact run's where they
 * were computed once more.
 *
 * @param rows whose upstream parts were computed once more
 * @param largest {@code max |w·(c'_j − c_j)/s|}
 */
public record UpstreamDrift(long rows, double largest) {
  public static final UpstreamDrift NONE = new UpstreamDrift(0, 0);

  public UpstreamDrift and(UpstreamDrift other) {
    return new UpstreamDrift(rows + other.rows, Math.max(largest, other.largest));
  }
}
