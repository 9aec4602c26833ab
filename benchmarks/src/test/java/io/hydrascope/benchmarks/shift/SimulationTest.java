package io.hydrascope.benchmarks.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.benchmarks.shift.Population.Clustered;
import io.hydrascope.benchmarks.shift.Population.Correlated;
import io.hydrascope.benchmarks.shift.Population.Independent;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static RandomGenerator random() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(3);
  }

  @Test
  void draw_everyShape_hasMeanZeroVarianceOneAndItsSkewness() {
    for (Shape shape : Shape.values()) {
      RandomGenerator random = random();
      int draws = 400_000;
      double sum = 0;
      double squares = 0;
      double cubes = 0;
      for (int i = 0; i < draws; i++) {
        double x = shape.draw(random);
        sum += x;
        squares += x * x;
        cubes += x * x * x;
      }
      assertThat(sum / draws).as("mean of %s", shape).isCloseTo(0, within(0.01));
      assertThat(squares / draws).as("variance of %s", shape).isCloseTo(1, within(0.1));
      if (shape != Shape.T3) {
        assertThat(cubes / draws)
            .as("skewness of %s", shape)
            .isCloseTo(shape.skewness(), within(0.5));
      }
    }
  }

  @Test
  void draw_everyPopulation_hasVarianceOne() {
    for (Population population :
        List.of(new Independent(Shape.EXPONENTIAL, -1), new Correlated(5, 0.7), new Clustered(5))) {
      RandomGenerator random = random();
      double[] values = new double[20];
      double squares = 0;
      for (int i = 0; i < 20_000; i++) {
        population.draw(random, values);
        for (double value : values) {
          squares += value * value / values.length / 20_000;
        }
      }
      assertThat(squares).as(population.name()).isCloseTo(1, within(0.03));
    }
  }

  @Test
  void proportions_eachRule_isReadWhereItStops() {
    StoppingRules rules = new StoppingRules(i -> i < 30);
    BitSet right = new BitSet();
    right.set(0, 20);
    BitSet wrong = new BitSet();
    wrong.set(0, 25);
    wrong.set(30, 35);
    for (int n = 1; n <= 60; n++) {
      rules.look(n, n < 10 ? new BitSet() : n == 55 ? wrong : right);
    }
    assertThat(rules.proportions())
        .containsEntry("at the first shift", 0.0)
        .containsEntry("at 20 shifts", 0.0)
        .containsEntry("after 50 observations", 0.0)
        .containsEntry("at the first false shift", 5.0 / 30);
    assertThat(rules.latched()).isEqualTo(5.0 / 30);
    assertThat(rules.found()).isEqualTo(20);
  }

  @Test
  void power_largeShift_needsMoreThanOneLookAndLessThanTheLimit() {
    CalibrationResult.Power power =
        new Simulation(new Independent(Shape.NORMAL, 1), 500, Simulation.DELTA).power(1, 100);
    assertThat(power.fixed()).isEqualTo(24);
    assertThat(power.needed()).isBetween(power.fixed(), (int) (4.5 * power.fixed()));
  }
}
