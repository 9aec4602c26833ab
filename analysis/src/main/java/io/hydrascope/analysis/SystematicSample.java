package io.hydrascope.analysis;

import java.util.Arrays;
import java.util.Random;

/**
 * A sample of fixed size with given inclusion probabilities: Madow's systematic sampling over a
 * random order (Madow 1949; Tillé 2006, "Sampling Algorithms", ch. 7).
 *
 * <p>The items lie end to end in random order, each as long as its probability; one uniform start
 * in [0, 1) and steps of 1 pick the items they fall into. Each is picked with exactly its
 * probability, whatever the order, in one pass and without solving for working probabilities as
 * conditional Poisson sampling must. Joint probabilities may be 0, which no estimate here needs: a
 * component's variance is taken across prompts, never across the components of one.
 */
final class SystematicSample {
  private SystematicSample() {}

  /**
   * @param probabilities in (0, 1], summing to a whole number up to rounding // [item]
   * @return which items are picked, as many as the probabilities sum to // [item]
   */
  static boolean[] draw(double[] probabilities, Random random) {
    boolean[] picked = new boolean[probabilities.length];
    int[] order = new int[probabilities.length];
    int uncertain = 0;
    double sum = 0;
    for (int item = 0; item < probabilities.length; item++) {
      if (probabilities[item] >= 1) {
        picked[item] = true;
      } else {
        order[uncertain++] = item;
        sum += probabilities[item];
      }
    }
    order = Arrays.copyOf(order, uncertain);
    shuffle(order, random);
    pick(probabilities, order, Math.round(sum) / sum, random.nextDouble(), picked);
    return picked;
  }

  /** The scale takes rounding out of the sum, so that exactly that many steps fall inside. */
  private static void pick(
      double[] probabilities, int[] order, double scale, double start, boolean[] picked) {
    double end = 0;
    double next = start;
    for (int item : order) {
      end += probabilities[item] * scale;
      if (next < end) {
        picked[item] = true;
        next++;
      }
    }
  }

  private static void shuffle(int[] order, Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
