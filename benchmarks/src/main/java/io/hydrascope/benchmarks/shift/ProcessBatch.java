package io.hydrascope.benchmarks.shift;

import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.EProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What {@link EProcess} keeps, of many components that see the same prompts, one array a number, so
 * that a look costs microseconds. Wealths are products here and not sums of logarithms; a test
 * holds the two against each other. Whatever comes near a verdict is handed to the product's
 * classes.
 */
final class ProcessBatch {
  private static final int FIRST_SCALED = 5;
  private static final double[] KAPPAS = {0.05, 0.2, 0.7, 0.9};
  private static final double[] CLIP_SCALES = {6, 6, 6, 4.5};
  private static final int BETS = KAPPAS.length;
  private static final int WITHIN = 2 * BETS; // of the wealths, those against |effect| ≤ delta
  private static final int SUMS = 9; // numbers of an EProcess before its wealths

  private final int components;
  private final double delta;
  private final double[] mean;
  private final double[] squares;
  private final double[] cubes;
  private final double[] a; // ΣX/s
  private final double[] b; // Σ1/s
  private final double[] p; // ΣX²/s²
  private final double[] q; // ΣX/s²
  private final double[] r; // Σ1/s²
  private final double[][] wealth; // [bet as EProcess lays them out, component]
  private final double[] scale;
  private final double[] largest;
  private int n;

  ProcessBatch(int components, double delta) {
    this.components = components;
    this.delta = delta;
    mean = new double[components];
    squares = new double[components];
    cubes = new double[components];
    a = new double[components];
    b = new double[components];
    p = new double[components];
    q = new double[components];
    r = new double[components];
    scale = new double[components];
    largest = new double[components];
    wealth = new double[4 * BETS][components];
    for (double[] each : wealth) {
      Arrays.fill(each, 1);
    }
  }

  /**
   * @param x the differences of the next prompt, none of them exactly 0 // [component]
   */
  void add(double[] x) {
    if (n >= FIRST_SCALED) {
      addSums(x);
      for (int bet = 0; bet < BETS; bet++) {
        double kappa = KAPPAS[bet];
        double clips = CLIP_SCALES[bet];
        stake(wealth[bet], x, 1, kappa, clips, -delta);
        stake(wealth[BETS + bet], x, -1, kappa, clips, -delta);
        stake(wealth[WITHIN + bet], x, -1, kappa, clips, delta);
        stake(wealth[WITHIN + BETS + bet], x, 1, kappa, clips, delta);
      }
    }
    addMoments(x);
  }

  private void addSums(double[] x) {
    for (int i = 0; i < components; i++) {
      double s = Math.sqrt(squares[i] / (n - 1));
      scale[i] = s;
      double inverse = s > 0 ? 1 / s : 0;
      double scaled = x[i] * inverse;
      a[i] += scaled;
      b[i] += inverse;
      p[i] += scaled * scaled;
      q[i] += scaled * inverse;
      r[i] += inverse * inverse;
    }
  }

  /** A component without a scale yet stakes nothing. */
  private void stake(
      double[] bet, double[] x, double sign, double kappa, double clips, double against) {
    for (int i = 0; i < components; i++) {
      double clip = clips * scale[i];
      double staked = scale[i] > 0 ? kappa / (clip + delta) : 0;
      bet[i] *= 1 + staked * (Math.max(sign * x[i], -clip) + against);
    }
  }

  private void addMoments(double[] x) {
    double before = n;
    n++;
    for (int i = 0; i < components; i++) {
      double difference = x[i] - mean[i];
      double step = difference / n;
      double square = difference * step * before;
      mean[i] += step;
      cubes[i] += square * step * (n - 2) - 3 * step * squares[i];
      squares[i] += square;
    }
  }

  double effect(int component) {
    return mean[component];
  }

  /** Square of the standard error of the mean. */
  double squareOfError(int component) {
    return squares[component] / (n - 1.0) / n;
  }

  /** False only if the interval at a level of {@code exp(−logThreshold)} includes theta. */
  boolean mayExclude(int component, double theta, double logThreshold) {
    double s = a[component] - b[component] * theta;
    double v = p[component] - 2 * q[component] * theta + r[component] * theta * theta;
    return s * s >= 2 * logThreshold * v;
  }

  /** The product's process in the same state. */
  EProcess process(int component) {
    double[] state = new double[SUMS + wealth.length];
    double[] sums = {
      n,
      mean[component],
      squares[component],
      cubes[component],
      a[component],
      b[component],
      p[component],
      q[component],
      r[component]
    };
    System.arraycopy(sums, 0, state, 0, SUMS);
    for (int bet = 0; bet < wealth.length; bet++) {
      state[SUMS + bet] = Math.log(wealth[bet][component]);
    }
    return EProcess.of(delta, state);
  }

  /** What the rule calls shifted. */
  BitSet shifted(EBenjaminiHochberg rule) {
    BitSet near = thatMayReach(1 / rule.alpha());
    double threshold = components / (rule.alpha() * near.cardinality());
    return near.isEmpty() || thatMayReach(threshold).isEmpty()
        ? new BitSet()
        : rule.shifted(processes(near));
  }

  /** Without those that can play no part, since no threshold of the rule is as low. */
  private List<EProcess> processes(BitSet near) {
    EProcess far = EProcess.start(delta);
    List<EProcess> processes = new ArrayList<>(components);
    for (int i = 0; i < components; i++) {
      processes.add(near.get(i) ? process(i) : far);
    }
    return processes;
  }

  /** All e-values that reach a threshold, and some that do not. */
  private BitSet thatMayReach(double threshold) {
    Arrays.fill(largest, 0);
    for (int bet = 0; bet < WITHIN; bet++) {
      double[] of = wealth[bet];
      for (int i = 0; i < components; i++) {
        largest[i] = Math.max(largest[i], of[i]);
      }
    }
    double logThreshold = Math.log(threshold);
    BitSet reaching = new BitSet();
    for (int i = 0; i < components; i++) {
      if (largest[i] >= threshold && mayExcludeBothEdges(i, logThreshold)) {
        reaching.set(i);
      }
    }
    return reaching;
  }

  private boolean mayExcludeBothEdges(int component, double logThreshold) {
    return mayExclude(component, delta, logThreshold)
        && mayExclude(component, -delta, logThreshold);
  }

  /** What the rule calls equivalent. */
  BitSet equivalent(EBenjaminiHochberg rule) {
    BitSet near = thatMayBeInside(rule.alpha());
    double level = rule.alpha() * near.cardinality() / components;
    return near.isEmpty() || thatMayBeInside(level).isEmpty()
        ? new BitSet()
        : rule.equivalent(processes(near));
  }

  /** All whose interval at this level lies inside ±delta, and some others. */
  private BitSet thatMayBeInside(double level) {
    double logThreshold = -Math.log(level);
    BitSet inside = new BitSet();
    for (int i = 0; i < components; i++) {
      if (Math.abs(mean[i]) < delta && mayExcludeBothEdges(i, logThreshold)) {
        inside.set(i);
      }
    }
    return inside;
  }

  /** Whether any interval at this level lies inside ±delta. */
  boolean isAnyInside(double level) {
    for (int i = 0; i < components; i++) {
      if (Math.abs(mean[i]) < delta
          && mayExcludeBothEdges(i, -Math.log(level))
          && isInside(process(i), level)) {
        return true;
      }
    }
    return false;
  }

  private boolean isInside(EProcess process, double level) {
    return !process.covers(delta, level) && !process.covers(-delta, level);
  }
}
