package io.hydrascope.analysis;

import java.util.Arrays;

/**
 * Evidence against |effect| ≤ delta from paired differences X of prompts, valid whenever one looks.
 *
 * <p>{@code e_value = min(e_symmetric, e_betting)}: the first holds if X is symmetric about its
 * centre given the past, the second without assumption for the mean of X clipped at ±6 s. A
 * prompt's scale s is the standard deviation of the prompts before it; while that is 0 or unknown
 * the prompt is counted and not used, so identical revisions keep e = 1 exactly.
 *
 * <p>The state is one array:
 *
 * <pre>
 * [0] n  [1] mean  [2] Σ(X − mean)²
 * [3] ΣX/s  [4] Σ1/s  [5] ΣX²/s²  [6] ΣX/s²  [7] Σ1/s²
 * [8 … 16) log wealth of each bet: κ by κ, up then down
 * </pre>
 *
 * Waudby-Smith and Ramdas 2024 for the bets; {@link SymmetricMixture} for the rest.
 */
public final class EProcess {
  private static final double[] KAPPAS = {0.03, 0.1, 0.3, 0.9};
  private static final double CLIP_SCALES = 6;

  private static final int N = 0;
  private static final int MEAN = 1;
  private static final int SQUARES = 2;
  private static final int SUMS = 3;
  private static final int BETS = 8;
  private static final int LENGTH = BETS + 2 * KAPPAS.length;

  private final double delta;
  private final double[] state; // as drawn above

  private EProcess(double delta, double[] state) {
    if (!(delta > 0) || state.length != LENGTH) {
      throw new IllegalArgumentException(
          "delta=%s with %d numbers of state: expected above 0 and %d"
              .formatted(delta, state.length, LENGTH));
    }
    this.delta = delta;
    this.state = state;
  }

  /**
   * @param delta in the measure's unit, above 0; fixed before any data
   */
  public static EProcess start(double delta) {
    return new EProcess(delta, new double[LENGTH]);
  }

  /** Continues from {@link #state()} under the same delta; the array is used, not copied. */
  public static EProcess of(double delta, double[] state) {
    return new EProcess(delta, state);
  }

  /** The state itself, not a copy. */
  public double[] state() {
    return state;
  }

  /** Takes the difference of the next prompt. */
  public void add(double x) {
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("x=" + x + " is not finite");
    }
    double scale = state[N] < 2 ? 0 : Math.sqrt(state[SQUARES] / (state[N] - 1));
    if (scale > 0) {
      addSums(x, 1 / scale);
      addBets(x, CLIP_SCALES * scale);
    }
    state[N]++;
    double difference = x - state[MEAN];
    state[MEAN] += difference / state[N];
    state[SQUARES] += difference * (x - state[MEAN]);
  }

  private void addSums(double x, double inverse) {
    state[SUMS] += x * inverse;
    state[SUMS + 1] += inverse;
    state[SUMS + 2] += x * x * inverse * inverse;
    state[SUMS + 3] += x * inverse * inverse;
    state[SUMS + 4] += inverse * inverse;
  }

  private void addBets(double x, double clip) {
    double clipped = Math.max(-clip, Math.min(clip, x));
    for (int i = 0; i < KAPPAS.length; i++) {
      double stake = KAPPAS[i] / (clip + delta);
      state[BETS + 2 * i] += Math.log1p(stake * (clipped - delta));
      state[BETS + 2 * i + 1] += Math.log1p(stake * (-clipped - delta));
    }
  }

  /** How many prompts were taken. */
  public long n() {
    return (long) state[N];
  }

  /** Mean of the differences; 0 before the first. */
  public double effect() {
    return state[MEAN];
  }

  public double logESymmetric() {
    return mixture().minLogE(delta);
  }

  public double logEBetting() {
    return LogSpace.meanExp(Arrays.copyOfRange(state, BETS, LENGTH));
  }

  public double logE() {
    return Math.min(logESymmetric(), logEBetting());
  }

  /** Ends of {@code {θ : E(θ) < 1/level}} around its centre, infinite while there is too little. */
  public Interval interval(double level) {
    double logThreshold = -Math.log(level);
    SymmetricMixture mixture = mixture();
    return new Interval(mixture.end(logThreshold, -1), mixture.end(logThreshold, 1));
  }

  boolean isWithinDelta(double level) {
    return Math.abs(mixture().centre()) < delta && interval(level).isWithin(delta);
  }

  private SymmetricMixture mixture() {
    return new SymmetricMixture(
        state[SUMS], state[SUMS + 1], state[SUMS + 2], state[SUMS + 3], state[SUMS + 4]);
  }

  /** Ends of an interval; either may be infinite. */
  public record Interval(double low, double high) {
    boolean isWithin(double delta) {
      return low >= -delta && high <= delta;
    }
  }
}
