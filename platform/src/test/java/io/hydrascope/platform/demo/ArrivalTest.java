package io.hydrascope.platform.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalTest {

  @Test
  void backlog_text_namesWhatIsAwaitedAndHowMuchIsLeft() {
    assertThat(new Arrival.Backlog(12_000, 1, 3).text())
        .isEqualTo("waiting for 12,000 effects, 1 row in running_metrics, 3 comparisons");
    assertThat(new Arrival.Backlog(0, 0, 1).text()).isEqualTo("waiting for 1 comparison");
  }
}
