package io.hydrascope.analysis.shift;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * R_base of each component: the base's {@code Σ self_repair / Σ direct_effect} over all its rows of
 * the held-out prompts, whatever the candidate. It is fixed before the prompts that {@code
 * repair_residual} is tested on.
 *
 * <p>The state is one array, {@value #WIDTH} numbers a component:
 *
 * <pre>
 * [0] units  [1] Σ self_repair  [2] mean over units of a unit's direct_effect  [3] Σ(it − mean)²
 * </pre>
 */
public final class HeldOutRepair {
  private static final int WIDTH = 4;
  private static final double TAIL = 0.025;

  private final double[] state; // as drawn above // [component, 4]

  private HeldOutRepair(double[] state) {
    if (state.length % WIDTH != 0) {
      throw new IllegalArgumentException(
          "state=%d numbers: expected %d a component".formatted(state.length, WIDTH));
    }
    this.state = state;
  }

  public static HeldOutRepair start(int components) {
    return new HeldOutRepair(new double[components * WIDTH]);
  }

  /** Continues from {@link #state()}; the array is used, not copied. */
  public static HeldOutRepair of(double[] state) {
    return new HeldOutRepair(state);
  }

  /** The state itself, not a copy. */
  public double[] state() {
    return state;
  }

  /**
   * Takes one unit. A prompt whose sums are not finite is left out, and so is a unit of such
   * prompts alone.
   *
   * @param prompts the base's sums at each prompt of the unit, as {@link PairedRows#baseSums} gives
   *     them
   */
  public void add(List<double[]> prompts) {
    double[] unit = new double[state.length / WIDTH * 2];
    boolean isEmpty = true;
    for (double[] sums : prompts) {
      if (Arrays.stream(sums).allMatch(Double::isFinite)) {
        isEmpty = false;
        for (int i = 0; i < unit.length; i++) {
          unit[i] += sums[i];
        }
      }
    }
    for (int component = 0; !isEmpty && component < unit.length / 2; component++) {
      add(component * WIDTH, unit[2 * component], unit[2 * component + 1]);
    }
  }

  private void add(int at, double directEffect, double selfRepair) {
    state[at]++;
    state[at + 1] += selfRepair;
    double difference = directEffect - state[at + 2];
    state[at + 2] += difference / state[at];
    state[at + 3] += difference * (directEffect - state[at + 2]);
  }

  /** Undefined where the 95% interval of the direct effect includes 0, or below two units. */
  public OptionalDouble of(int component) {
    int at = component * WIDTH;
    double units = state[at];
    if (units < 2) {
      return OptionalDouble.empty();
    }
    double t = TDistribution.of(units - 1).inverseSurvivalProbability(TAIL);
    double error = Math.sqrt(state[at + 3] / (units - 1) / units);
    double mean = state[at + 2];
    return Math.abs(mean) > t * error
        ? OptionalDouble.of(state[at + 1] / (mean * units))
        : OptionalDouble.empty();
  }
}
