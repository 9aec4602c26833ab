package io.hydrascope.analysis;

import io.hydrascope.schemas.rows.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
   */
  public record Decision(
      Verdict verdict, double logE, EProcess.Interval interval, long promptsToDecide) {}

  /** One decision a process, in their order. */
  public List<Decision> decide(List<EProcess> processes) {
    double[] logE = processes.stream().mapToDouble(EProcess::logE).toArray();
    double threshold = Math.log(processes.size() / alpha);
    int shifted = shifted(logE, threshold);
    int equivalent = equivalent(processes);
    List<Decision> decisions = new ArrayList<>(processes.size());
    for (int i = 0; i < logE.length; i++) {
      EProcess process = processes.get(i);
      Verdict verdict = Verdict.UNDECIDED;
      int selected = 1;
      if (shifted > 0 && logE[i] >= threshold - Math.log(shifted)) {
        verdict = Verdict.SHIFTED;
        selected = shifted;
      } else if (equivalent > 0 && process.isWithinDelta(level(equivalent, logE.length))) {
        verdict = Verdict.EQUIVALENT;
        selected = equivalent;
      }
      EProcess.Interval interval = process.interval(level(selected, logE.length));
      long more = verdict == Verdict.UNDECIDED ? process.promptsToDecide(interval) : 0;
      decisions.add(new Decision(verdict, logE[i], interval, more));
    }
    return decisions;
  }

  /** Whether {@link #decide} would call one shifted; cheap where nothing is near. */
  public boolean anyShifted(List<EProcess> processes) {
    double threshold = Math.log(processes.size() / alpha);
    double least = -Math.log(alpha);
    double[] logE =
        processes.stream()
            .filter(process -> process.mayReach(least))
            .mapToDouble(EProcess::logE)
            .toArray();
    return shifted(logE, threshold) > 0;
  }

  private static int shifted(double[] logE, double threshold) {
    double[] ascending = logE.clone();
    Arrays.sort(ascending);
    for (int k = ascending.length; k >= 1; k--) {
      if (ascending[ascending.length - k] >= threshold - Math.log(k)) {
        return k;
      }
    }
    return 0;
  }

  /** Fewer intervals fit at a smaller level, so each count bounds the next k from above. */
  private int equivalent(List<EProcess> processes) {
    int k = processes.size();
    while (k > 0) {
      double level = level(k, processes.size());
      int within = (int) processes.stream().filter(each -> each.isWithinDelta(level)).count();
      if (within >= k) {
        return k;
      }
      k = within;
    }
    return 0;
  }

  private double level(int k, int components) {
    return alpha * k / components;
  }
}
