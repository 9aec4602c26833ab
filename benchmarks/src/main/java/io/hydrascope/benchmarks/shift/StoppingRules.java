package io.hydrascope.benchmarks.shift;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** Ways to end looking, each with the share of false ones among what is called shifted then. */
final class StoppingRules {
  private static final int[] FIXED = {50, 100, 200};
  private static final int SOME = 20;
  private static final int MANY = 100;

  private final IntPredicate shifted;
  private final Map<String, Double> stopped = new LinkedHashMap<>();
  private final BitSet ever = new BitSet();
  private double proportion;
  private long found;

  StoppingRules(IntPredicate shifted) {
    this.shifted = shifted;
  }

  /**
   * @param rejected what is called shifted after n observations
   */
  void look(int n, BitSet rejected) {
    ever.or(rejected);
    proportion = falseShare(rejected);
    found = rejected.stream().filter(shifted).count();
    for (int fixed : FIXED) {
      stopIf(n == fixed, "after %d observations".formatted(fixed));
    }
    stopIf(!rejected.isEmpty(), "at the first shift");
    stopIf(rejected.cardinality() >= SOME, "at %d shifts".formatted(SOME));
    stopIf(rejected.cardinality() >= MANY, "at %d shifts".formatted(MANY));
    stopIf(proportion > 0, "at the first false shift");
  }

  private void stopIf(boolean stop, String rule) {
    if (stop) {
      stopped.putIfAbsent(rule, proportion);
    }
  }

  private double falseShare(BitSet rejected) {
    long wrong = rejected.stream().filter(i -> !shifted.test(i)).count();
    return wrong == 0 ? 0 : (double) wrong / rejected.cardinality();
  }

  /** By rule; one that never ended looking ends at the last look. */
  Map<String, Double> proportions() {
    Map<String, Double> all = new LinkedHashMap<>();
    for (int fixed : FIXED) {
      all.put("after %d observations".formatted(fixed), proportion);
    }
    all.put("at the first shift", proportion);
    all.put("at %d shifts".formatted(SOME), proportion);
    all.put("at %d shifts".formatted(MANY), proportion);
    all.put("at the first false shift", proportion);
    all.putAll(stopped);
    return all;
  }

  /** The same share among all that were ever called shifted. */
  double latched() {
    return falseShare(ever);
  }

  /** How many shifted ones are called so at the last look. */
  long found() {
    return found;
  }
}
