package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdaptiveAllocationTest {
  private static final int COMPONENTS = 40;
  private static final int PROMPTS = 100;
  private static final long BUDGET = 800;
  private static final double FLOOR = 0.05;

  @Test
  void next_anyBudget_spendsItExactlyAndNeverMore() {
    long least = AdaptiveAllocation.leastBudget(COMPONENTS, PROMPTS, FLOOR);
    for (long budget : new long[] {least, least + 1, BUDGET, 3_999, 4_000}) {
      AdaptiveAllocation allocation = new AdaptiveAllocation(COMPONENTS, PROMPTS, budget, FLOOR, 1);
      long ablations = 0;
      for (double[] prompt : values(1)) {
        ablations += step(allocation, prompt).size();
        assertThat(ablations).isEqualTo(allocation.spent()).isLessThanOrEqualTo(budget);
      }
      assertThat(ablations).isEqualTo(budget);
    }
  }

  @Test
  void next_everyPrompt_probabilitiesSumToSizeWithinFloorAndOne() {
    AdaptiveAllocation allocation = new AdaptiveAllocation(COMPONENTS, PROMPTS, BUDGET, FLOOR, 2);
    for (double[] prompt : values(2)) {
      AdaptiveAllocation.Draw draw = step(allocation, prompt);
      assertThat(Arrays.stream(draw.probabilities()).sum()).isCloseTo(draw.size(), within(1e-9));
      assertThat(Arrays.stream(draw.probabilities()))
          .allSatisfy(p -> assertThat(p).isBetween(FLOOR, 1.0));
    }
  }

  @Test
  void next_budgetOfEverything_ablatesAllWithCertainty() {
    AdaptiveAllocation allocation = new AdaptiveAllocation(3, 5, 1_000, 0.5, 3);
    for (int prompt = 0; prompt < 5; prompt++) {
      AdaptiveAllocation.Draw draw = step(allocation, new double[] {1, 2, 3});
      assertThat(draw.included()).containsOnly(true);
      assertThat(draw.probabilities()).containsOnly(1);
    }
    assertThat(allocation.spent()).isEqualTo(15);
    assertThatThrownBy(allocation::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("prompts=5");
  }

  @Test
  void next_sameSeedAndValues_drawsTheSame() {
    AdaptiveAllocation first = new AdaptiveAllocation(COMPONENTS, PROMPTS, BUDGET, FLOOR, 4);
    AdaptiveAllocation second = new AdaptiveAllocation(COMPONENTS, PROMPTS, BUDGET, FLOOR, 4);
    for (double[] prompt : values(4)) {
      assertThat(step(first, prompt).included()).isEqualTo(step(second, prompt).included());
    }
  }

  @Test
  void next_otherValuesNow_leavesProbabilitiesOfThisPrompt() {
    AdaptiveAllocation first = new AdaptiveAllocation(COMPONENTS, PROMPTS, BUDGET, FLOOR, 5);
    AdaptiveAllocation second = new AdaptiveAllocation(COMPONENTS, PROMPTS, BUDGET, FLOOR, 5);
    double[][] values = values(5);
    for (int prompt = 0; prompt < 20; prompt++) {
      step(first, values[prompt]);
      step(second, values[prompt]);
    }
    double[] shifted = Arrays.stream(values[20]).map(x -> x + 5).toArray();
    assertThat(step(first, values[20]).probabilities())
        .isEqualTo(step(second, shifted).probabilities());
    assertThat(step(first, values[21]).probabilities())
        .isNotEqualTo(step(second, values[21]).probabilities());
  }

  @Test
  void next_tenFragileOfForty_getFarMoreThanTheirPart() {
    AdaptiveAllocation allocation = new AdaptiveAllocation(COMPONENTS, PROMPTS, BUDGET, FLOOR, 6);
    for (double[] prompt : values(6)) {
      step(allocation, prompt);
    }
    long fragile = 0;
    for (int component = 0; component < 10; component++) {
      fragile += allocation.means()[component].measured();
    }
    assertThat(fragile).as("uniformly: a quarter").isGreaterThan(2 * BUDGET / 5);
  }

  @Test
  void next_componentFragileOnLateSegmentOnly_isFoundThere() {
    AdaptiveAllocation allocation = new AdaptiveAllocation(COMPONENTS, 200, 1_600, FLOOR, 7);
    Random random = new Random(7);
    int late = COMPONENTS - 1;
    double last = 0;
    for (int prompt = 0; prompt < 200; prompt++) {
      double[] values = prompt(random);
      values[late] = prompt < 100 ? 0 : 3 + random.nextGaussian();
      last = step(allocation, values).probabilities()[late];
    }
    assertThat(last).isGreaterThan(5 * FLOOR);
  }

  @Test
  void next_allValuesZero_goesOnUniformly() {
    AdaptiveAllocation allocation = new AdaptiveAllocation(COMPONENTS, PROMPTS, BUDGET, FLOOR, 8);
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      AdaptiveAllocation.Draw draw = step(allocation, new double[COMPONENTS]);
      double rate = draw.size() / (double) COMPONENTS;
      assertThat(Arrays.stream(draw.probabilities()))
          .allSatisfy(p -> assertThat(p).isCloseTo(rate, within(1e-9)));
    }
  }

  @Test
  void constructor_budgetBelowFloor_namesValueAndLimit() {
    assertThat(AdaptiveAllocation.leastBudget(COMPONENTS, PROMPTS, FLOOR)).isEqualTo(80 + 2 * 98);
    assertThatThrownBy(() -> new AdaptiveAllocation(COMPONENTS, PROMPTS, 275, FLOOR, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("budget=275 is below 276");
    assertThatThrownBy(() -> new AdaptiveAllocation(COMPONENTS, PROMPTS, BUDGET, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("floor=0.0");
  }

  @Test
  void observe_notIncludedOrTwiceOrNotFinite_isRefused() {
    AdaptiveAllocation allocation = new AdaptiveAllocation(2, 4, 8, 0.5, 1);
    assertThatThrownBy(() -> allocation.observe(0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("component=0");
    allocation.next();
    assertThatThrownBy(() -> allocation.observe(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value=NaN");
    allocation.observe(0, 1);
    assertThatThrownBy(() -> allocation.observe(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(allocation::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("component=1");
  }

  private static AdaptiveAllocation.Draw step(AdaptiveAllocation allocation, double[] values) {
    AdaptiveAllocation.Draw draw = allocation.next();
    for (int component = 0; component < values.length; component++) {
      if (draw.included()[component]) {
        allocation.observe(component, values[component]);
      }
    }
    return draw;
  }

  /** // [prompt, component] */
  private static double[][] values(long seed) {
    Random random = new Random(seed);
    double[][] values = new double[PROMPTS][];
    Arrays.setAll(values, prompt -> prompt(random));
    return values;
  }

  /** The first ten are fragile: mean 1; the others have mean 0. */
  private static double[] prompt(Random random) {
    double[] values = new double[COMPONENTS];
    Arrays.setAll(values, component -> (component < 10 ? 1 : 0) + 0.5 * random.nextGaussian());
    return values;
  }
}
