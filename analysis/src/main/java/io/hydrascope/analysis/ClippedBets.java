package io.hydrascope.analysis;

import java.util.Arrays;

/**
 * Bets on the mean of X that need no symmetry. A bet stakes κ / (c + δ) and its losing side is
 * clipped at c, a predictable multiple of the scale, so that it can never lose everything; the
 * winning side is not clipped. With {@code up = max(X, −c)} and {@code down = max(−X, −c)}
 *
 * <pre>
 * against |effect| ≤ δ   mean over bets and both signs of Π (1 + κ/(c + δ) · (up − δ)) and (down − δ)
 * against effect ≥ δ     mean over bets of Π (1 + κ/(c + δ) · (down + δ))
 * against effect ≤ −δ    mean over bets of Π (1 + κ/(c + δ) · (up + δ))
 * </pre>
 *
 * each holds for the mean of X with its losing side clipped. Waudby-Smith and Ramdas 2024.
 *
 * <p>Log wealths in the state of an {@link EProcess}, from its offset on, group by group:
 *
 * <pre>
 * up at δ | down at δ | down at −δ | up at −δ   // each [bet]
 * </pre>
 */
final class ClippedBets {
  private static final double[] KAPPAS = {0.05, 0.2, 0.7, 0.9};
  private static final double[] CLIP_SCALES = {6, 6, 6, 4.5};

  static final int COUNT = KAPPAS.length;
  static final int LENGTH = 4 * COUNT;

  private ClippedBets() {}

  /** The bets against |effect| ≤ delta. */
  static void addAgainstWithin(double[] state, int offset, double x, double scale, double delta) {
    for (int i = 0; i < COUNT; i++) {
      double clip = CLIP_SCALES[i] * scale;
      double stake = KAPPAS[i] / (clip + delta);
      state[offset + i] += Math.log(1 + stake * (Math.max(x, -clip) - delta));
      state[offset + COUNT + i] += Math.log(1 + stake * (Math.max(-x, -clip) - delta));
    }
  }

  /** The bets against |effect| ≥ delta. */
  static void addAgainstBeyond(double[] state, int offset, double x, double scale, double delta) {
    for (int i = 0; i < COUNT; i++) {
      double clip = CLIP_SCALES[i] * scale;
      double stake = KAPPAS[i] / (clip + delta);
      state[offset + 2 * COUNT + i] += Math.log(1 + stake * (Math.max(-x, -clip) + delta));
      state[offset + 3 * COUNT + i] += Math.log(1 + stake * (Math.max(x, -clip) + delta));
    }
  }

  static double logEAgainstWithin(double[] state, int offset) {
    return LogSpace.meanExp(Arrays.copyOfRange(state, offset, offset + 2 * COUNT));
  }

  /** A bound of {@link #logEAgainstWithin} from above that costs no exp. */
  static double largestAgainstWithin(double[] state, int offset) {
    double largest = state[offset];
    for (int i = 1; i < 2 * COUNT; i++) {
      largest = Math.max(largest, state[offset + i]);
    }
    return largest;
  }

  /** The weaker of the two sides: both must be refused. */
  static double logEAgainstBeyond(double[] state, int offset) {
    int middle = offset + 3 * COUNT;
    return Math.min(
        LogSpace.meanExp(Arrays.copyOfRange(state, offset + 2 * COUNT, middle)),
        LogSpace.meanExp(Arrays.copyOfRange(state, middle, offset + LENGTH)));
  }
}
