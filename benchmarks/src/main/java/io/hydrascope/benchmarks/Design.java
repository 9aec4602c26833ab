package io.hydrascope.benchmarks;

import io.hydrascope.analysis.AdaptiveAllocation;
import io.hydrascope.analysis.InclusionWeightedMean;
import io.hydrascope.schemas.rows.Estimate;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** A way to spend a budget of ablations on a table's prompts, replayed from the known values. */
enum Design {
  /**
   * On every prompt equally many components, drawn at random; the plain mean and its t interval.
   */
  UNIFORM {
    @Override
    Estimate[] replay(double[][] values, long budget, long seed) {
      int components = values[0].length;
      InclusionWeightedMean[] means = new InclusionWeightedMean[components];
      Arrays.setAll(means, component -> new InclusionWeightedMean());
      double probability = Math.min(1, (double) budget / components / values.length);
      int[] order = IntStream.range(0, components).toArray();
      Random random = new Random(seed);
      for (int prompt = 0; prompt < values.length; prompt++) {
        long size = budget * (prompt + 1) / values.length - budget * prompt / values.length;
        for (int i = 0; i < Math.min(size, components); i++) {
          int j = i + random.nextInt(components - i);
          int component = order[j];
          order[j] = order[i];
          order[i] = component;
          means[component].add(probability, values[prompt][component]);
        }
      }
      return Arrays.stream(means)
          .map(InclusionWeightedMean::selfNormalised)
          .toArray(Estimate[]::new);
    }
  },

  ADAPTIVE {
    @Override
    Estimate[] replay(double[][] values, long budget, long seed) {
      int components = values[0].length;
      int prompts = values.length;
      double floor = AdaptiveAllocation.defaultFloor(components, prompts, budget);
      AdaptiveAllocation allocation =
          new AdaptiveAllocation(components, prompts, budget, floor, seed);
      for (double[] prompt : values) {
        boolean[] included = allocation.next().included();
        for (int component = 0; component < components; component++) {
          if (included[component]) {
            allocation.observe(component, prompt[component]);
          }
        }
      }
      return Arrays.stream(allocation.means())
          .map(InclusionWeightedMean::augmented)
          .toArray(Estimate[]::new);
    }
  };

  /**
   * @param values in the order in which the prompts come // [prompt, component]
   * @return what would be reported // [component]
   */
  abstract Estimate[] replay(double[][] values, long budget, long seed);
}
