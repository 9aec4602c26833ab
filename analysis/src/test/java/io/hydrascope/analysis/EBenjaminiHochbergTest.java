package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.rows.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EBenjaminiHochbergTest {
  private static final double ALPHA = 0.05;
  private static final double DELTA = 0.1;
  private static final EBenjaminiHochberg RULE = new EBenjaminiHochberg(ALPHA, DELTA);

  @Test
  void decide_everyMeanAtTheEdge_neverRejects() {
    Random random = new Random(31);
    int components = 200;
    List<EProcess> processes = processes(components);
    for (int prompt = 1; prompt <= 200; prompt++) {
      addPrompt(processes, i -> (i % 2 == 0 ? DELTA : -DELTA) + random.nextGaussian());
      if (prompt % 5 == 0) {
        assertThat(RULE.decide(processes))
            .noneMatch(decision -> decision.verdict() == Verdict.SHIFTED);
        assertThat(RULE.shifted(processes).isEmpty()).isTrue();
      }
    }
  }

  @Test
  void decide_someShifted_findsThemAndOnlyThem() {
    Random random = new Random(32);
    List<EProcess> processes = processes(100);
    for (int prompt = 0; prompt < 150; prompt++) {
      addPrompt(processes, i -> (i < 10 ? 1 : 0) + random.nextGaussian());
      boolean any = RULE.decide(processes).stream().anyMatch(d -> d.verdict() == Verdict.SHIFTED);
      assertThat(!RULE.shifted(processes).isEmpty()).isEqualTo(any);
    }
    List<EBenjaminiHochberg.Decision> decisions = RULE.decide(processes);
    for (int i = 0; i < decisions.size(); i++) {
      EBenjaminiHochberg.Decision decision = decisions.get(i);
      assertThat(decision.verdict() == Verdict.SHIFTED).isEqualTo(i < 10);
      if (i < 10) {
        assertThat(decision.interval().low()).isBetween(DELTA, 1.0);
        assertThat(decision.interval().high()).isBetween(1.0, 2.0);
      }
    }
  }

  @Test
  void decide_smallDifferences_isEquivalentWithIntervalsWithinDelta() {
    Random random = new Random(33);
    List<EProcess> processes = processes(20);
    for (int prompt = 0; prompt < 150; prompt++) {
      addPrompt(processes, i -> i == 7 ? random.nextGaussian() : 0.1 * random.nextGaussian());
    }
    List<EBenjaminiHochberg.Decision> decisions = RULE.decide(processes);
    assertThat(IntStream.range(0, 20).filter(i -> is(decisions, i, Verdict.EQUIVALENT)).count())
        .isEqualTo(19);
    assertThat(decisions.get(7).verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(decisions.get(0).interval().low()).isGreaterThanOrEqualTo(-DELTA);
    assertThat(decisions.get(0).interval().high()).isLessThanOrEqualTo(DELTA);
    assertThat(decisions.get(0).promptsToDecide()).isZero();
    assertThat(decisions.get(7).promptsToDecide()).isGreaterThan(150);
  }

  /** The definitions, k by k, without anything that saves work. */
  @Test
  void decide_anyState_isTheLargestSelfConsistentSelection() {
    Random random = new Random(34);
    for (int repeat = 0; repeat < 40; repeat++) {
      int components = 2 + random.nextInt(12);
      List<EProcess> processes = processes(components);
      for (int prompt = 0; prompt < 60; prompt++) {
        addPrompt(processes, i -> (i % 3 == 0 ? 0.4 : 0) + 0.04 * (1 + i) * random.nextGaussian());
      }
      List<EBenjaminiHochberg.Decision> decisions = RULE.decide(processes);
      long shifted = 0;
      long equivalent = 0;
      for (int k = 1; k <= components; k++) {
        double level = ALPHA * k / components;
        long reach = processes.stream().filter(p -> p.logE() >= -Math.log(level)).count();
        shifted = reach >= k ? reach : shifted;
        long inside = processes.stream().filter(p -> isWithin(p, level)).count();
        equivalent = inside >= k ? inside : equivalent;
      }
      assertThat(count(decisions, Verdict.SHIFTED)).isEqualTo(shifted);
      assertThat(count(decisions, Verdict.EQUIVALENT)).isEqualTo(equivalent);
    }
  }

  private static boolean isWithin(EProcess process, double level) {
    EProcess.Interval interval = process.interval(level);
    return interval.low() >= -DELTA
        && interval.high() <= DELTA
        && Math.abs(process.skewness()) <= EProcess.MOST_SKEWNESS
        && ClippedBets.logEAgainstBeyond(process.state(), 9) >= -Math.log(level);
  }

  private static long count(List<EBenjaminiHochberg.Decision> decisions, Verdict verdict) {
    return decisions.stream().filter(decision -> decision.verdict() == verdict).count();
  }

  @Test
  void decide_noPrompts_isUndecidedWithoutEnds() {
    assertThat(RULE.decide(processes(3)))
        .allSatisfy(
            decision -> {
              assertThat(decision.verdict()).isEqualTo(Verdict.UNDECIDED);
              assertThat(decision.logE()).isEqualTo(0);
              assertThat(decision.interval().high()).isEqualTo(Double.POSITIVE_INFINITY);
            });
  }

  private static boolean is(
      List<EBenjaminiHochberg.Decision> decisions, int index, Verdict verdict) {
    return decisions.get(index).verdict() == verdict;
  }

  private static List<EProcess> processes(int components) {
    List<EProcess> processes = new ArrayList<>();
    for (int i = 0; i < components; i++) {
      processes.add(EProcess.start(DELTA));
    }
    return processes;
  }

  private static void addPrompt(List<EProcess> processes, IntToDoubleFunction difference) {
    for (int i = 0; i < processes.size(); i++) {
      processes.get(i).add(difference.applyAsDouble(i));
    }
  }
}
