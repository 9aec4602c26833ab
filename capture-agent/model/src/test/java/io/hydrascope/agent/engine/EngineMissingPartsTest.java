package io.hydrascope.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtProvider;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EngineMissingPartsTest {
  private static final EngineOptions ON_CPU = new EngineOptions(2, 1 << 20);

  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"CUDA", "TENSORRT"})
  void load_buildForCpu_namesTheProfile(Engine engine) {
    OnnxRuntime.start(ON_CPU.threads());
    assumeTrue(!OnnxRuntime.providers().contains(OrtProvider.CUDA), "built for a GPU");
    Graph graph = new Graph();
    graph.output("y", graph.input("x", ElementType.FLOAT, "n"), ElementType.FLOAT, "n");

    assertThatThrownBy(
            () ->
                GraphSession.load(
                        graph.toBytes(),
                        GraphWeights.in(Path.of(".")),
                        ON_CPU.on(engine, Precision.FP32))
                    .close())
        .isInstanceOf(EngineException.class)
        .hasMessageContainingAll("engine=" + engine.text(), "-P" + engine.text());
  }

  @ParameterizedTest
  @CsvSource({
    "libcuda.so.1, NVIDIA driver",
    "libcublasLt.so.12, CUDA 12 runtime",
    "libcudnn_adv.so.9, cuDNN 9",
    "libnvinfer.so.10, TensorRT 10",
    "libnvonnxparser.so.10, TensorRT 10"
  })
  void explain_libraryNotFound_namesItAndItsSource(String library, String source) {
    String said =
        "Error code - ORT_RUNTIME_EXCEPTION - message: provider_bridge_ort.cc:1539 onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library libonnxruntime_providers_cuda.so with error: "
            + library
            + ": cannot open shared object file: No such file or directory";

    assertThat(MissingParts.explain(Engine.CUDA, said))
        .startsWith("engine=cuda: the library " + library + " is missing:")
        .contains(source);
  }

  @Test
  void explain_noDevice_isNotTakenForMissingLibrary() {
    assertThat(
            MissingParts.explain(
                Engine.CUDA,
                "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=host"))
        .contains("CUDA finds no GPU")
        .doesNotContain("library");
    assertThat(
            MissingParts.explain(
                Engine.TENSORRT,
                "Invalid device ID: 0, must be between 0 (inclusive) and 0 (exclusive)."))
        .contains("CUDA finds no GPU");
  }

  @Test
  void explain_oldDriver_saysWhichIsNeeded() {
    assertThat(
            MissingParts.explain(
                Engine.CUDA,
                "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version"))
        .contains("driver is too old", "525");
  }

  @Test
  void explain_partOfGraphRefused_namesCuda() {
    assertThat(
            MissingParts.explain(
                Engine.TENSORRT,
                "Following input(s) has no associated shape profiles provided: Range_1,Range_2"))
        .contains("Range_1,Range_2", "--engine cuda");
  }

  @Test
  void explain_anythingElse_isPassedOn() {
    assertThat(MissingParts.explain(Engine.CUDA, "out of memory"))
        .isEqualTo("engine=cuda refused the graph: out of memory");
  }

  @Test
  void requireFp32_tf32Allowed_saysWhatToSet() {
    EngineOptions fp32 = ON_CPU.on(Engine.TENSORRT, Precision.FP32);
    assertThatThrownBy(() -> Gpu.requireFp32(fp32, ""))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("NVIDIA_TF32_OVERRIDE=0");
    Gpu.requireFp32(fp32, "0");
    Gpu.requireFp32(ON_CPU.on(Engine.TENSORRT, Precision.FP16), "");
  }
}
