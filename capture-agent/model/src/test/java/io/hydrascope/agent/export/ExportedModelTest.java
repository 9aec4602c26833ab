package io.hydrascope.agent.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExportedModelTest {
  @Test
  void anatomy_llama_isOfItsConfig() {
    try (ExportedModel model =
        ExportedModel.open(TestingExports.file("llama_wide_masked"), TestingExports.OPTIONS)) {
      assertThat(model.anatomy())
          .isEqualTo(
              new ExportedAnatomy(
                  2, 4, 8, 24, 40, 40, true, 1e-6f, false, true, List.of(false, false)));
    }
  }

  @Test
  void anatomy_weightsStoredTransposed_hasTheMlpsWidth() {
    try (ExportedModel model =
        ExportedModel.open(TestingExports.file("gpt2_dynamo"), TestingExports.OPTIONS)) {
      assertThat(model.anatomy().mlpWidth()).isEqualTo(4 * model.anatomy().width());
    }
  }
}
