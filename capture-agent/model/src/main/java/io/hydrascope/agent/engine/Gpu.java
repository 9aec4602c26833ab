package io.hydrascope.agent.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.util.Optional;

/** Puts sessions onto the GPU and says what is missing where that fails. */
final class Gpu {
  private static final String TF32 = "NVIDIA_TF32_OVERRIDE";

  private Gpu() {}

  /**
   * Does nothing with the engine on the CPU.
   *
   * @return the shapes that inputs can have, with TensorRT and a profile
   * @throws EngineException if the build lacks the engine
   */
  static Optional<InputShapes> add(
      SessionOptions session, byte[] graph, Optional<Profile> profile, EngineOptions options)
      throws OrtException, IOException {
    if (options.engine() == Engine.CPU) {
      return Optional.empty();
    }
    requireInBuild(options.engine());
    Optional<InputShapes> shapes = profile.map(known -> InputShapes.of(graph, known));
    if (shapes.isPresent()) {
      requireFp32(options, System.getenv().getOrDefault(TF32, ""));
      Providers.addTensorRt(
          session,
          Providers.tensorRtSettings(
              shapes.get(),
              EngineCache.folder(options, graph, profile.orElseThrow(), OnnxRuntime.version()),
              options.precision()));
    }
    // After TensorRT, so that it gets what TensorRT leaves.
    Providers.addCuda(session);
    return shapes;
  }

  private static void requireInBuild(Engine engine) {
    OrtProvider needed = engine == Engine.CUDA ? OrtProvider.CUDA : OrtProvider.TENSOR_RT;
    if (!OnnxRuntime.providers().contains(needed)) {
      throw new EngineException(MissingParts.notInBuild(engine));
    }
  }

  /** TensorRT's own switch is out of ONNX Runtime's reach; the libraries read this variable. */
  static void requireFp32(EngineOptions options, String tf32) {
    if (options.precision() == Precision.FP32 && !tf32.equals("0")) {
      throw new EngineException(
          "engine=tensorrt precision=fp32: %s=%s lets TensorRT multiply in TF32, which is less than fp32: set %s=0 before the start"
              .formatted(TF32, tf32.isEmpty() ? "(not set)" : tf32, TF32));
    }
  }

  static EngineException refusal(Engine engine, Exception failure) {
    Throwable cause = failure.getCause() instanceof OrtException ? failure.getCause() : failure;
    String said = String.valueOf(cause.getMessage());
    String message =
        engine == Engine.CPU
            ? "the engine refused the graph: " + said
            : MissingParts.explain(engine, said);
    return new EngineException(message, failure);
  }
}
