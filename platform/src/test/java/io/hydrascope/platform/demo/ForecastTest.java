package io.hydrascope.platform.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final Duration ELAPSED = Duration.ofSeconds(60);

  @Test
  void text_everythingFits_saysHowLongAllTake() {
    assertThat(forecast(400, 200, Optional.of(Duration.ofMinutes(3))).text())
        .isEqualTo("the first prompt took 0.4 s: all 200 prompts take about 80 s or less");
    assertThat(forecast(20_000, 200, Optional.empty()).text())
        .isEqualTo("the first prompt took 20.0 s: all 200 prompts take about 67 min or less");
  }

  @Test
  void text_notAllFit_saysHowManyAndWhatAsksAll() {
    assertThat(forecast(20_000, 200, Optional.of(Duration.ofMinutes(3))).text())
        .isEqualTo(
            "the first prompt took 20.0 s: all 200 prompts take about 67 min or less, and about 10 fit into the time; all with --for 68m");
  }

  @Test
  void fitting_timeIsOver_isTheFirstOne() {
    assertThat(forecast(20_000, 200, Optional.of(Duration.ZERO)).fitting()).isEqualTo(1);
    assertThat(forecast(20_000, 200, Optional.of(Duration.ofHours(-1))).fitting()).isEqualTo(1);
  }

  private static Forecast forecast(long firstMillis, int prompts, Optional<Duration> left) {
    return new Forecast(Duration.ofMillis(firstMillis), prompts, ELAPSED, left);
  }
}
