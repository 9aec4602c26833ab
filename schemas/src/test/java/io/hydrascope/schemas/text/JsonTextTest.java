package io.hydrascope.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private record TestingInterval(double low, Double high) {}

  @Test
  void of_numbersThatAreNotFinite_areNull() {
    assertThat(JsonText.of(new TestingInterval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)))
        .isEqualTo("{\"low\":null,\"high\":null}");
    assertThat(JsonText.of(List.of(Double.NaN, 0.5))).isEqualTo("[null,0.5]");
  }

  @Test
  void of_finiteNumbers_areThemselves() {
    assertThat(JsonText.of(new TestingInterval(-1e-300, 0.1)))
        .isEqualTo("{\"low\":-1.0E-300,\"high\":0.1}");
  }
}
