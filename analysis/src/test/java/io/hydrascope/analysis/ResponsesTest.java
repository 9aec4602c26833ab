package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponsesTest {
  private final CaptureBatch batch = TestingCaptures.random(11);
  private final Responses responses = new Responses(batch);

  @Test
  void of_everyRow_sumsToTheCompensatoryEffect() {
    List<EffectBatch> accounted = Accounting.account(batch);
    for (EffectBatch effects : accounted) {
      int capture = batch.captures().indexOf(effects.capture());
      for (int row = 0; row < effects.count(); row++) {
        double sum =
            responses
                .of(capture, effects.component(row), effects.position()[row], CaptureRows.NO_DONOR)
                .values()
                .stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(sum).isCloseTo(effects.measure(row, Measure.COMPENSATORY_EFFECT), within(1e-9));
      }
    }
  }

  @Test
  void of_attnOut_leavesOutItsHeadsAndBias() {
    Map<Component, Double> answers =
        responses.of(0, AblationUnit.attnOut(0), 2, CaptureRows.NO_DONOR);
    assertThat(answers)
        .containsKeys(Component.embed(), Component.mlpOut(0), Component.head(1, 0))
        .doesNotContainKeys(Component.head(0, 0), Component.head(0, 2), Component.attnBias(0));
  }

  @Test
  void of_positionThatWasNotRead_isRefused() {
    assertThatThrownBy(() -> responses.of(0, AblationUnit.attnOut(0), 9, CaptureRows.NO_DONOR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("position=9");
  }
}
