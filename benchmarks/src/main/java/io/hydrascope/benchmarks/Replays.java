package io.hydrascope.benchmarks;

import io.hydrascope.schemas.rows.Estimate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Replays of one table, and what is read from them about its truly most fragile components. */
final class Replays {
  static final int TOP = 10;

  private final double[][] values; // [prompt, component]
  private final double[] truth; // [component]
  private final double[] deviations; // over prompts // [component]
  private final List<Integer> top;

  Replays(FragilityTable table) {
    this.values = table.values();
    this.truth = table.means();
    this.deviations = table.deviations();
    this.top = largest(truth);
  }

  private static List<Integer> largest(double[] means) {
    return IntStream.range(0, means.length)
        .boxed()
        .sorted(Comparator.comparingDouble(component -> -means[component]))
        .limit(TOP)
        .toList();
  }

  /** The truly most fragile components, the most fragile first. */
  List<Integer> top() {
    return top;
  }

  /** Ablations of all components on all prompts. */
  long everything() {
    return (long) values.length * truth.length;
  }

  /** All prompts once, in an order of the seed. */
  Estimate[] shuffled(Design design, long budget, long seed) {
    Random random = new Random(seed);
    double[][] order = values.clone();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double[] swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return design.replay(order, budget, seed);
  }

  /** As many prompts, each drawn from all of them: the table's means are then the truth. */
  Estimate[] resampled(Design design, long budget, long seed) {
    Random random = new Random(seed);
    double[][] drawn = new double[values.length][];
    Arrays.setAll(drawn, prompt -> values[random.nextInt(values.length)]);
    return design.replay(drawn, budget, seed);
  }

  /** Mean half-width of the truly most fragile; infinite while one of them has no ends. */
  double width(Estimate[] estimates) {
    return top.stream().mapToDouble(c -> halfWidth(estimates[c])).average().orElseThrow();
  }

  /** The same with every half-width in standard deviations of its component, so that all count. */
  double scaledWidth(Estimate[] estimates) {
    return top.stream()
        .mapToDouble(c -> halfWidth(estimates[c]) / deviations[c])
        .average()
        .orElseThrow();
  }

  static double halfWidth(Estimate estimate) {
    Double low = estimate.low();
    Double high = estimate.high();
    return low == null || high == null ? Double.POSITIVE_INFINITY : (high - low) / 2;
  }

  /** How many of the truly most fragile are among the reported most fragile. */
  int found(Estimate[] estimates) {
    Set<Integer> reported =
        new HashSet<>(largest(Arrays.stream(estimates).mapToDouble(Replays::value).toArray()));
    reported.retainAll(top);
    return reported.size();
  }

  private static double value(Estimate estimate) {
    Double value = estimate.value();
    return value == null ? Double.NEGATIVE_INFINITY : value;
  }

  boolean covers(Estimate[] estimates, int component) {
    double distance = Math.abs(value(estimates[component]) - truth[component]);
    return distance <= halfWidth(estimates[component]);
  }
}
