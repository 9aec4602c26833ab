package io.hydrascope.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.rows.Estimate;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplaysTest {
  private static final int PROMPTS = 60;
  private static final int COMPONENTS = 30;

  @Test
  void shuffled_everything_isTheWholeSweepUnderEitherDesign() {
    Replays replays = new Replays(table());
    Estimate[] uniform = replays.shuffled(Design.UNIFORM, replays.everything(), 1);
    Estimate[] adaptive = replays.shuffled(Design.ADAPTIVE, replays.everything(), 1);
    assertThat(replays.width(adaptive)).isCloseTo(replays.width(uniform), within(1e-9));
    assertThat(replays.found(uniform)).isEqualTo(10);
    assertThat(replays.found(adaptive)).isEqualTo(10);
    assertThat(replays.covers(uniform, 0)).isTrue();
  }

  @Test
  void shuffled_sameBudget_adaptiveIsNarrowerOnTheMostFragile() {
    Replays replays = new Replays(table());
    long budget = replays.everything() / 4;
    assertThat(replays.width(replays.shuffled(Design.ADAPTIVE, budget, 1)))
        .isLessThan(replays.width(replays.shuffled(Design.UNIFORM, budget, 1)));
  }

  @Test
  void top_means_areTheLargestInOrder() {
    assertThat(new Replays(table()).top()).isEqualTo(IntStream.range(0, 10).boxed().toList());
  }

  /** The means are 3, 2.9, … */
  private static FragilityTable table() {
    Random random = new Random(1);
    double[][] values = new double[PROMPTS][COMPONENTS];
    for (double[] prompt : values) {
      for (int component = 0; component < COMPONENTS; component++) {
        prompt[component] = 3 - 0.1 * component + 0.1 * random.nextGaussian();
      }
    }
    return new FragilityTable(names("p", PROMPTS), names("c", COMPONENTS), values);
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }
}
