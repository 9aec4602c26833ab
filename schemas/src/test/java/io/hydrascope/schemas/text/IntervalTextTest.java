package io.hydrascope.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IntervalTextTest {

  @Test
  void of_bothEnds_printsThem() {
    assertThat(IntervalText.of(-0.5, 0.25)).isEqualTo("[-0.500, 0.250]");
  }

  @Test
  void of_anEndThatIsInfiniteOrMissing_isNotBoundedYet() {
    assertThat(IntervalText.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
        .isEqualTo("(not bounded yet)");
    assertThat(IntervalText.of(-0.5, Double.POSITIVE_INFINITY)).isEqualTo("(not bounded yet)");
    assertThat(IntervalText.of(null, 0.25)).isEqualTo("(not bounded yet)");
    assertThat(IntervalText.of(-0.5, Double.NaN)).isEqualTo("(not bounded yet)");
  }
}
