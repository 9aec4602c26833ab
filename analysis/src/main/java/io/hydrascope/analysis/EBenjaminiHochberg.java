package io.hydrascope.analysis;

import io.hydrascope.schemas.rows.Verdict;
import java.util.ArrayList;
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
    BitSet shifted = shifted(processes);
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
    return selfConsistent(processes, (process, level) -> process.reaches(-Math.log(level)));
  }

  /** Those that {@link #decide} calls equivalent unless they are shifted. */
  public BitSet equivalent(List<EProcess> processes) {
    return selfConsistent(processes, EProcess::isWithinDelta);
  }

  /** Something that fewer processes pass at a smaller level. */
  private interface Acceptance {
    boolean passes(EProcess process, double level);
  }

  /**
   * The largest k such that k processes pass at level αk/K. Each count bounds the next k from
   * above.
   */
  private BitSet selfConsistent(List<EProcess> processes, Acceptance test) {
    int k = processes.size();
    while (k > 0) {
      double level = level(k, processes.size());
      BitSet passing = new BitSet();
      IntStream.range(0, processes.size())
          .filter(i -> test.passes(processes.get(i), level))
          .forEach(passing::set);
      if (passing.cardinality() >= k) {
        return passing;
      }
      k = passing.cardinality();
    }
    return new BitSet();
  }

  private double level(int k, int components) {
    return alpha * k / components;
  }
}
