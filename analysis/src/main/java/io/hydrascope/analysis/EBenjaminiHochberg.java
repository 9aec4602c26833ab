package io.hydrascope.analysis;

import io.hydrascope.schemas.rows.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Verdicts over K components tested together, with the false discovery rate at most alpha whatever
 * the components' dependence and whenever one looks.
 *
 * <p>Shifted: the largest k with {@code e_(k) ≥ K/(αk)} (Wang and Ramdas 2022). Equivalent: the
 * largest k such that k processes refuse |effect| ≥ delta at level αk/K, by their intervals and by
 * their bets (self-consistent, after Xu, Wang and Ramdas 2022). Intervals are taken at the level of
 * their verdict; an undecided component's at α/K. Nothing is latched: a verdict holds for this
 * look.
 */
public record EBenjaminiHochberg(double alpha, double delta) {
  public EBenjaminiHochberg {
    if (!(alpha > 0 && alpha < 1) || !(delta > 0)) {
      throw new IllegalArgumentException(
          "alpha=" + alpha + ", delta=" + delta + ": expected 0 < alpha < 1 and delta > 0");
    }
  }

  /**
   * @param logE against |effect| ≤ delta
   * @param interval at the level that the verdict used
   * @param promptsToDecide with how many prompts in all the interval's present width would decide;
   *     0 if it is decided or no number follows
   * @param withheld the interval lies inside ±delta, but the data is too few, too skewed or not
   *     refused by the bets, so that {@code equivalent} is not said
   */
  public record Decision(
      Verdict verdict,
      double logE,
      EProcess.Interval interval,
      long promptsToDecide,
      boolean withheld) {}

  /** One decision a process, in their order. */
  public List<Decision> decide(List<EProcess> processes) {
    int components = processes.size();
    double[] logE = processes.stream().mapToDouble(EProcess::logE).toArray();
    BitSet shifted = shifted(logE);
    BitSet equivalent = equivalent(processes);
    equivalent.andNot(shifted);
    List<Decision> decisions = new ArrayList<>(components);
    for (int i = 0; i < components; i++) {
      EProcess process = processes.get(i);
      Verdict verdict =
          shifted.get(i)
              ? Verdict.SHIFTED
              : equivalent.get(i) ? Verdict.EQUIVALENT : Verdict.UNDECIDED;
      int selected =
          switch (verdict) {
            case SHIFTED -> shifted.cardinality();
            case EQUIVALENT -> equivalent.cardinality();
            case UNDECIDED -> 1;
          };
      EProcess.Interval interval = process.interval(level(selected, components));
      boolean inside = interval.low() > -delta && interval.high() < delta;
      boolean withheld = inside && verdict == Verdict.UNDECIDED;
      boolean open = verdict == Verdict.UNDECIDED && !withheld;
      long more = open ? process.promptsToDecide(interval) : 0;
      decisions.add(new Decision(verdict, logE[i], interval, more, withheld));
    }
    return decisions;
  }

  /** Those that {@link #decide} calls shifted; cheap where few are near. */
  public BitSet shifted(List<EProcess> processes) {
    double least = -Math.log(alpha);
    return shifted(
        processes.stream()
            .mapToDouble(each -> each.mayReach(least) ? each.logE() : Double.NEGATIVE_INFINITY)
            .toArray());
  }

  private BitSet shifted(double[] logE) {
    double threshold = Math.log(logE.length / alpha);
    double[] ascending = logE.clone();
    Arrays.sort(ascending);
    BitSet shifted = new BitSet();
    for (int k = logE.length; k >= 1; k--) {
      double least = threshold - Math.log(k);
      if (ascending[logE.length - k] >= least) {
        IntStream.range(0, logE.length).filter(i -> logE[i] >= least).forEach(shifted::set);
        break;
      }
    }
    return shifted;
  }

  /**
   * Those that {@link #decide} calls equivalent unless they are shifted. Fewer intervals fit at a
   * smaller level, so each count bounds the next k from above.
   */
  public BitSet equivalent(List<EProcess> processes) {
    int k = processes.size();
    while (k > 0) {
      double level = level(k, processes.size());
      BitSet within = new BitSet();
      IntStream.range(0, processes.size())
          .filter(i -> processes.get(i).isWithinDelta(level))
          .forEach(within::set);
      if (within.cardinality() >= k) {
        return within;
      }
      k = within.cardinality();
    }
    return new BitSet();
  }

  private double level(int k, int components) {
    return alpha * k / components;
  }
}
