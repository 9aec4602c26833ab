package io.hydrascope.analysis;

/**
 * Evidence about the mean of paired differences X of prompts, valid whenever one looks.
 *
 * <p>Against |effect| ≤ delta: {@code e_value = min(e_symmetric, e_betting)}. The first holds if X
 * is symmetric about its centre given the past, the second without that for the mean of X with one
 * side clipped, so their minimum holds if either does. Against |effect| ≥ delta the same two, which
 * {@link #isWithinDelta} asks.
 *
 * <p>A prompt's scale s is the standard deviation of the prompts before it; the first {@value
 * #FIRST_SCALED} only give the first scale. While all are 0 s is delta and nothing is staked
 * against |effect| ≤ delta: identical revisions keep e = 1 exactly. While all are alike and not 0
 * there is no scale, and a prompt is counted and not used.
 *
 * <p>The state is one array:
 *
 * <pre>
 * [0] n  [1] mean  [2] Σ(X − mean)²  [3] Σ(X − mean)³
 * [4] ΣX/s  [5] Σ1/s  [6] ΣX²/s²  [7] ΣX/s²  [8] Σ1/s²
 * [9 … 25) log wealth of the bets, as {@link ClippedBets} lays them out
 * </pre>
 */
public final class EProcess {
  /** Fewer observations say too little about their own skewness. */
  static final int LEAST_FOR_EQUIVALENCE = 50;

  /** Beyond it the interval is not calibrated: benchmarks/results/shift-calibration.json. */
  static final double MOST_SKEWNESS = 2;

  private static final double MOST_PROMPTS = 1e12; // more are no number of prompts
  private static final int FIRST_SCALED = 5;
  private static final int N = 0;
  private static final int MEAN = 1;
  private static final int SQUARES = 2;
  private static final int CUBES = 3;
  private static final int SUMS = 4;
  private static final int BETS = 9;
  private static final int LENGTH = BETS + ClippedBets.LENGTH;

  private final double delta;
  private final double[] state; // as drawn above

  private EProcess(double delta, double[] state) {
    if (!(delta > 0 && delta < Double.POSITIVE_INFINITY) || state.length != LENGTH) {
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
    double scale = scale();
    if (scale > 0) {
      addSums(x, 1 / scale);
      ClippedBets.addAgainstBeyond(state, BETS, x, scale, delta);
      if (!allWereZero()) {
        ClippedBets.addAgainstWithin(state, BETS, x, scale, delta);
      }
    }
    addMoments(x);
  }

  /** The scale of the next prompt, from those before it; 0 while there is none. */
  private double scale() {
    if (state[N] < FIRST_SCALED) {
      return 0;
    }
    return allWereZero() ? delta : Math.sqrt(state[SQUARES] / (state[N] - 1));
  }

  private boolean allWereZero() {
    return state[MEAN] == 0 && state[SQUARES] == 0;
  }

  private void addSums(double x, double inverse) {
    state[SUMS] += x * inverse;
    state[SUMS + 1] += inverse;
    state[SUMS + 2] += x * x * inverse * inverse;
    state[SUMS + 3] += x * inverse * inverse;
    state[SUMS + 4] += inverse * inverse;
  }

  /** Pébay 2008. */
  private void addMoments(double x) {
    double before = state[N];
    double n = before + 1;
    double difference = x - state[MEAN];
    double step = difference / n;
    double squares = difference * step * before;
    state[N] = n;
    state[MEAN] += step;
    state[CUBES] += squares * step * (n - 2) - 3 * step * state[SQUARES];
    state[SQUARES] += squares;
  }

  /**
   * Adds what another process saw of prompts that this one did not see, under the same delta. Each
   * keeps the scales that it had.
   */
  public void merge(EProcess other) {
    if (other.delta != delta) {
      throw new IllegalArgumentException("delta=" + other.delta + " cannot be added to " + delta);
    }
    mergeMoments(other.state);
    for (int i = SUMS; i < LENGTH; i++) {
      state[i] += other.state[i];
    }
  }

  private void mergeMoments(double[] other) {
    double first = state[N];
    double second = other[N];
    double n = first + second;
    if (n == 0) {
      return;
    }
    double difference = other[MEAN] - state[MEAN];
    double weight = difference * first * second / n;
    state[CUBES] +=
        other[CUBES]
            + difference * weight * difference * (first - second) / n
            + 3 * difference * (first * other[SQUARES] - second * state[SQUARES]) / n;
    state[SQUARES] += other[SQUARES] + difference * weight;
    state[MEAN] += difference * second / n;
    state[N] = n;
  }

  /** How many prompts were taken. */
  public long n() {
    return (long) state[N];
  }

  /** Mean of the differences; 0 before the first. */
  public double effect() {
    return state[MEAN];
  }

  /** The variance of the differences, with n − 1; NaN below two. */
  public double variance() {
    return state[N] < 2 ? Double.NaN : state[SQUARES] / (state[N] - 1);
  }

  /**
   * The skewness of the differences, {@code √n Σ(X − mean)³ / (Σ(X − mean)²)^1.5}; 0 where all are
   *
   * <p>alike.
   */
  public double skewness() {
    double squares = state[SQUARES];
    return squares > 0 ? Math.sqrt(state[N] / squares) * state[CUBES] / squares : 0;
  }

  public double logESymmetric() {
    return allWereZero() ? 0 : mixture().minLogE(delta);
  }

  public double logEBetting() {
    return ClippedBets.logEAgainstWithin(state, BETS);
  }

  public double logE() {
    return Math.min(logESymmetric(), logEBetting());
  }

  /** Whether {@link #logE} is at least {@code logThreshold}, at a small part of its cost. */
  boolean reaches(double logThreshold) {
    return ClippedBets.largestAgainstWithin(state, BETS) >= logThreshold
        && mixture().mayReach(logThreshold, delta)
        && logEBetting() >= logThreshold
        && (allWereZero() ? 0 >= logThreshold : mixture().minReaches(logThreshold, delta));
  }

  /** Ends of {@code {θ : E(θ) < 1/level}} around its centre, infinite while there is too little. */
  public Interval interval(double level) {
    double logThreshold = -Math.log(level);
    SymmetricMixture mixture = mixture();
    return new Interval(mixture.end(logThreshold, -1), mixture.end(logThreshold, 1));
  }

  /** Whether the interval at this level includes theta. */
  public boolean covers(double theta, double level) {
    return !mixture().reaches(theta, -Math.log(level));
  }

  /**
   * Whether |effect| ≥ delta is refused at this level by the interval and by the bets, from data
   * that the interval is calibrated for.
   */
  boolean isWithinDelta(double level) {
    double logThreshold = -Math.log(level);
    return isCalibrated()
        && mixture().isWithin(delta, logThreshold)
        && ClippedBets.logEAgainstBeyond(state, BETS) >= logThreshold;
  }

  /** Whether there is enough, and not too skewed, to say that nothing changed. */
  boolean isCalibrated() {
    return state[N] >= LEAST_FOR_EQUIVALENCE && Math.abs(skewness()) <= MOST_SKEWNESS;
  }

  /**
   * How many prompts it would take until an interval as wide as this one, narrowing with the root
   * of their number, lies inside ±delta or outside of it.
   *
   * @return 0 where no number follows: the interval has no ends yet, or the effect is at ±delta
   */
  long promptsToDecide(Interval interval) {
    double effect = effect();
    double room = delta - Math.abs(effect);
    double up = interval.high - effect;
    double down = effect - interval.low;
    double width = room > 0 ? Math.max(up, down) : effect > 0 ? down : up;
    double needed = Math.ceil(state[N] * Math.pow(width / room, 2));
    boolean follows = room != 0 && needed < MOST_PROMPTS;
    return follows ? Math.max((long) needed, n() + 1) : 0;
  }

  private SymmetricMixture mixture() {
    return new SymmetricMixture(
        state[SUMS], state[SUMS + 1], state[SUMS + 2], state[SUMS + 3], state[SUMS + 4]);
  }

  /** Ends of an interval; either may be infinite. */
  public record Interval(double low, double high) {}
}
