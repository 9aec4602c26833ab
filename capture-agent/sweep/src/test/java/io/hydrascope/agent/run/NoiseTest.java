package io.hydrascope.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.Noise;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Replacements;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.schemas.Component;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private static final int DRAWS = 4_000;

  @Test
  void value_manyPositions_hasTheDeviationOfEachEntryOverTheReference() {
    List<Prompt> prompts = TestingGolden.prompts("gpt2");
    try (ModelRunner runner =
        ModelRunner.load(TestingGolden.folder("gpt2"), TestingGolden.OPTIONS)) {
      Replacements noise =
          new Noise(ReferenceStatistics.over(runner, prompts), 7).of(prompts.get(0));
      for (Component component : List.of(Component.head(1, 2), Component.mlpOut(0))) {
        List<float[]> drawn = new ArrayList<>();
        for (int position = 0; position < DRAWS; position++) {
          drawn.add(noise.value(component, 0, position));
        }
        requireSame(drawn, values(runner, prompts, component));
      }
    }
  }

  /** What the component puts out at every token. */
  private static List<float[]> values(
      ModelRunner runner, List<Prompt> prompts, Component component) {
    List<float[]> values = new ArrayList<>();
    for (Prompt prompt : prompts) {
      try (IntactRun run = runner.everywhere(prompt.tokens())) {
        for (int position = 0; position < run.length(); position++) {
          values.add(run.value(component, position));
        }
      }
    }
    return values;
  }

  private static void requireSame(List<float[]> drawn, List<float[]> values) {
    for (int entry = 0; entry < drawn.get(0).length; entry++) {
      double deviation = deviation(values, entry);
      assertThat(deviation(drawn, entry)).isCloseTo(deviation, within(0.06 * deviation));
      assertThat(mean(drawn, entry)).isCloseTo(0, within(5 * deviation / Math.sqrt(DRAWS)));
    }
  }

  private static double deviation(List<float[]> values, int entry) {
    double mean = mean(values, entry);
    double squares = values.stream().mapToDouble(each -> Math.pow(each[entry] - mean, 2)).sum();
    return Math.sqrt(squares / values.size());
  }

  private static double mean(List<float[]> values, int entry) {
    return values.stream().mapToDouble(each -> each[entry]).average().orElseThrow();
  }
}
