package io.hydrascope.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.onnx.AxisRange;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineProfileTest {
  private static final Profile PROFILE =
      new Profile("w", Map.of("row", new AxisRange(1, 4, 9), "width", AxisRange.always(3)));

  @TempDir Path temporary;

  @Test
  void shapes_ofEveryInput_areInTheProvidersForm() {
    InputShapes shapes = InputShapes.of(graph("row"), PROFILE);

    assertThat(shapes.least()).isEqualTo("x:1x3,at:1");
    assertThat(shapes.usual()).isEqualTo("x:4x3,at:4");
    assertThat(shapes.most()).isEqualTo("x:9x3,at:9");
  }

  @Test
  void shapes_axisWithoutRange_isNamed() {
    assertThatThrownBy(() -> InputShapes.of(graph("column"), PROFILE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("column", "at");
  }

  @Test
  void profile_axisThatCanBeEmpty_isRefused() {
    Map<String, AxisRange> axes = Map.of("row", new AxisRange(0, 1, 1));
    assertThatThrownBy(() -> new Profile("w", axes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row");
  }

  @Test
  void requireContains_inputTooLong_namesRange() {
    InputShapes shapes = InputShapes.of(graph("row"), PROFILE);
    shapes.requireContains(new Tensors().put("x", new float[27], 9, 3).put("at", new int[9]));

    Tensors wrong = new Tensors().put("x", new float[30], 10, 3);
    assertThatThrownBy(() -> shapes.requireContains(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("input x", "10", "1 to 9");
  }

  @Test
  void tensorRtSettings_fp32_cacheAndProfileWithoutNarrowTypes() {
    InputShapes shapes = InputShapes.of(graph("row"), PROFILE);

    assertThat(Providers.tensorRtSettings(shapes, Path.of("/c"), Precision.FP32))
        .containsEntry("trt_fp16_enable", "0")
        .containsEntry("trt_engine_cache_enable", "1")
        .containsEntry("trt_engine_cache_path", "/c")
        .containsEntry("trt_timing_cache_path", "/c")
        .containsEntry("trt_profile_max_shapes", "x:9x3,at:9")
        .doesNotContainKey("trt_bf16_enable");
    assertThat(Providers.tensorRtSettings(shapes, Path.of("/c"), Precision.BF16))
        .containsEntry("trt_bf16_enable", "1")
        .containsEntry("trt_layer_norm_fp32_fallback", "1");
    assertThat(Providers.cudaSettings()).containsEntry("use_tf32", "0");
  }

  @Test
  void cacheKey_anythingElse_isAnother() {
    byte[] graph = graph("row");
    List<String> gpus = List.of("NVIDIA H200");

    assertThat(
            List.of(
                EngineCache.key(graph, "w", gpus, "1.29.0", Precision.FP32),
                EngineCache.key(graph("width"), "w", gpus, "1.29.0", Precision.FP32),
                EngineCache.key(graph, "other", gpus, "1.29.0", Precision.FP32),
                EngineCache.key(graph, "w", List.of("NVIDIA L4"), "1.29.0", Precision.FP32),
                EngineCache.key(graph, "w", gpus, "1.20.0", Precision.FP32),
                EngineCache.key(graph, "w", gpus, "1.29.0", Precision.FP16)))
        .doesNotHaveDuplicates()
        .contains(EngineCache.key(graph, "w", gpus, "1.29.0", Precision.FP32));
  }

  @Test
  void gpus_asTheDriverListsThem_areNamed() throws IOException {
    Path gpu = Files.createDirectories(temporary.resolve("0000:17:00.0"));
    Files.writeString(
        gpu.resolve("information"),
        "Model: \t\t NVIDIA H200\nIRQ:   \t\t 16\n",
        StandardCharsets.UTF_8);

    assertThat(EngineCache.gpus(temporary)).containsExactly("NVIDIA H200");
    assertThat(EngineCache.gpus(temporary.resolve("none"))).isEmpty();
  }

  /** x [row, width], at [axis] */
  private static byte[] graph(String axis) {
    Graph graph = new Graph();
    graph.output("y", graph.input("x", ElementType.FLOAT, "row", "width"), ElementType.FLOAT, "n");
    graph.output("z", graph.input("at", ElementType.INT64, axis), ElementType.INT64, axis);
    return graph.toBytes();
  }
}
