package io.hydrascope.agent.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts a session onto its engine. */
final class Providers {
  private static final String ON = "1";
  private static final String OFF = "0";

  private Providers() {}

  /** CUDA; also what runs whatever TensorRT leaves out. */
  static void addCuda(SessionOptions session) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions()) {
      for (Map.Entry<String, String> setting : cudaSettings().entrySet()) {
        cuda.add(setting.getKey(), setting.getValue());
      }
      session.addCUDA(cuda);
    }
  }

  static void addTensorRt(SessionOptions session, Map<String, String> settings)
      throws OrtException {
    try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions()) {
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        tensorRt.add(setting.getKey(), setting.getValue());
      }
      session.addTensorrt(tensorRt);
    }
  }

  /** By default CUDA multiplies fp32 matrices in TF32, whose ten bits no tolerance here allows. */
  static Map<String, String> cudaSettings() {
    return Map.of("use_tf32", OFF);
  }

  static Map<String, String> tensorRtSettings(
      InputShapes shapes, Path cacheFolder, Precision precision) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("trt_fp16_enable", precision == Precision.FP16 ? ON : OFF);
    if (precision == Precision.BF16) {
      // Older versions of ONNX Runtime do not know the name and refuse it even when off.
      settings.put("trt_bf16_enable", ON);
    }
    settings.put("trt_layer_norm_fp32_fallback", precision == Precision.FP32 ? OFF : ON);
    settings.put("trt_engine_cache_enable", ON);
    settings.put("trt_engine_cache_path", cacheFolder.toString());
    settings.put("trt_timing_cache_enable", ON);
    settings.put("trt_timing_cache_path", cacheFolder.toString());
    settings.put("trt_profile_min_shapes", shapes.least());
    settings.put("trt_profile_opt_shapes", shapes.usual());
    settings.put("trt_profile_max_shapes", shapes.most());
    return settings;
  }
}
