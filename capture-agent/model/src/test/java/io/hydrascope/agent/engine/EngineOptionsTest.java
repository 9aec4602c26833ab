package io.hydrascope.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
  private static final EngineOptions ON_CPU = new EngineOptions(2, 1 << 20);

  @Test
  void parse_everyText_givesItsEngine() {
    for (Engine engine : Engine.values()) {
      assertThat(Engine.parse(engine.text())).isEqualTo(engine);
    }
    for (Precision precision : Precision.values()) {
      assertThat(Precision.parse(precision.text())).isEqualTo(precision);
    }
  }

  @Test
  void parse_unknownText_namesTheKnown() {
    assertThatThrownBy(() -> Engine.parse("gpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("engine=gpu: cpu, cuda, tensorrt");
    assertThatThrownBy(() -> Precision.parse("int8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("precision=int8: fp32, fp16, bf16");
  }

  @Test
  void on_lessThanFp32_isForTensorRtAlone() {
    assertThat(ON_CPU.on(Engine.TENSORRT, Precision.BF16).precision()).isEqualTo(Precision.BF16);
    assertThatThrownBy(() -> ON_CPU.on(Engine.CUDA, Precision.FP16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("precision=fp16", "engine=cuda");
  }

  @Test
  void tolerance_widerType_isLess() {
    assertThat(Precision.FP32.tolerance()).isLessThan(Precision.FP16.tolerance());
    assertThat(Precision.FP16.tolerance()).isLessThan(Precision.BF16.tolerance());
  }

  @Test
  void defaultCacheFolder_xdgFolderSet_liesBelowIt() {
    assertThat(EngineOptions.defaultCacheFolder(Map.of("XDG_CACHE_HOME", "/c")))
        .isEqualTo(Path.of("/c/hydrascope/tensorrt"));
    assertThat(EngineOptions.defaultCacheFolder(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/hydrascope/tensorrt"));
  }
}
