package io.hydrascope.platform.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptRoundsTest {
  @ParameterizedTest
  @CsvSource({
    "1, 100, 10",
    "10, 1000, 10",
    "10, 500, 20",
    "10, 4000, 2",
    "1, 20000, 1",
    "4, 4100, 1"
  })
  void nextSize_takesAboutASecond(int size, long tookMillis, int expected) {
    assertThat(PromptRounds.nextSize(size, Duration.ofMillis(tookMillis))).isEqualTo(expected);
  }

  @Test
  void nextSize_noTime_isBounded() {
    assertThat(PromptRounds.nextSize(1, Duration.ZERO)).isEqualTo(32);
  }
}
