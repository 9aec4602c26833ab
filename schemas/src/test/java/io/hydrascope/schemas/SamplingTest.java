package io.hydrascope.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {
  @Test
  void chooses_manyKeys_keepsTheRate() {
    long chosen =
        IntStream.range(0, 20_000)
            .filter(i -> Sampling.chooses(0.1, "capture", Integer.toString(i)))
            .count();
    assertThat(chosen).isBetween(1_850L, 2_150L);
  }

  @Test
  void chooses_higherRate_keepsWhatALowerOneKept() {
    for (int i = 0; i < 1_000; i++) {
      String key = Integer.toString(i);
      if (Sampling.chooses(0.2, key)) {
        assertThat(Sampling.chooses(0.3, key)).isTrue();
      }
    }
  }

  @Test
  void chooses_ends_areNothingAndEverything() {
    assertThat(IntStream.range(0, 100).mapToObj(Integer::toString).toList())
        .allMatch(key -> Sampling.chooses(1, key))
        .noneMatch(key -> Sampling.chooses(0, key));
  }
}
