package io.hydrascope.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OperationCountTest {
  @Test
  void rowsPerAblation_gpt2SmallByReadout_isWhatTheDocumentationSays() {
    assertThat(new OperationCount(Gpt2Shape.SMALL, 64, 1).rowsPerAblation())
        .isCloseTo(0.45, within(0.005));
    assertThat(new OperationCount(Gpt2Shape.SMALL, 64, 64).rowsPerAblation())
        .isCloseTo(0.66, within(0.005));
  }

  @Test
  void rowsPerAblationWithIntact_oneLayerReadEverywhere_addsThatRow() {
    Gpt2Shape shape = new Gpt2Shape(1, 1, 2, 3, 4);
    OperationCount count = new OperationCount(shape, 4, 4);
    assertThat(count.rowsPerAblationWithIntact() - count.rowsPerAblation())
        .isCloseTo(1.0 / shape.components(), within(1e-12));
  }
}
