package io.hydrascope.benchmarks.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.EProcess;
import io.hydrascope.benchmarks.shift.Population.Independent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ProcessBatchTest {
  private static final int COMPONENTS = 60;
  private static final int PROMPTS = 150;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);

  private interface Look {
    void at(ProcessBatch batch, List<EProcess> processes);
  }

  /** Every third component's mean is 0, the others lie at 1 and 2 deltas. */
  private void watch(Shape shape, double delta, Look look) {
    ProcessBatch batch = new ProcessBatch(COMPONENTS, delta);
    List<EProcess> processes = new ArrayList<>();
    for (int i = 0; i < COMPONENTS; i++) {
      processes.add(EProcess.start(delta));
    }
    Population population = new Independent(shape, 1);
    double[] x = new double[COMPONENTS];
    for (int n = 0; n < PROMPTS; n++) {
      population.draw(random, x);
      for (int i = 0; i < COMPONENTS; i++) {
        x[i] += i % 3 * delta;
        processes.get(i).add(x[i]);
      }
      batch.add(x);
      look.at(batch, processes);
    }
  }

  @Test
  void process_anyData_isTheProductsProcess() {
    for (Shape shape : List.of(Shape.NORMAL, Shape.EXPONENTIAL, Shape.TWO_POINTS_4)) {
      watch(
          shape,
          0.3,
          (batch, processes) -> {
            for (int i = 0; i < COMPONENTS; i++) {
              double[] expected = processes.get(i).state();
              double[] state = batch.process(i).state();
              for (int number = 0; number < expected.length; number++) {
                assertThat(state[number])
                    .as("%s, number %d", shape, number)
                    .isCloseTo(expected[number], within(1e-9 * (1 + Math.abs(expected[number]))));
              }
            }
          });
    }
  }

  @Test
  void shiftedAndEquivalent_anyLook_areTheRules() {
    EBenjaminiHochberg rule = new EBenjaminiHochberg(0.05, 1);
    BitSet everShifted = new BitSet();
    BitSet everEquivalent = new BitSet();
    watch(
        Shape.NORMAL,
        1,
        (batch, processes) -> {
          assertThat(batch.shifted(rule)).isEqualTo(rule.shifted(processes));
          assertThat(batch.equivalent(rule)).isEqualTo(rule.equivalent(processes));
          everShifted.or(batch.shifted(rule));
          everEquivalent.or(batch.equivalent(rule));
        });
    assertThat(everShifted.stream().filter(i -> i % 3 == 2)).hasSize(COMPONENTS / 3);
    assertThat(everEquivalent.stream().filter(i -> i % 3 == 0)).hasSize(COMPONENTS / 3);
  }

  @Test
  void isAnyInside_anyLook_isAsTheIntervalsSay() {
    int[] inside = {0};
    watch(
        Shape.NORMAL,
        1,
        (batch, processes) -> {
          boolean any =
              processes.stream()
                  .map(each -> each.interval(0.01))
                  .anyMatch(each -> each.low() > -1 && each.high() < 1);
          assertThat(batch.isAnyInside(0.01)).isEqualTo(any);
          inside[0] += any ? 1 : 0;
        });
    assertThat(inside[0]).isBetween(1, PROMPTS - 1);
  }
}
