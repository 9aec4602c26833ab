package io.hydrascope.agent.engine;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns what ONNX Runtime says when a GPU cannot be used into what is missing and what to do. Its
 * errors have codes too general for that; the texts are those of the dynamic linker, of CUDA and of
 * ONNX Runtime's TensorRT provider.
 */
final class MissingParts {
  private static final Pattern LIBRARY =
      Pattern.compile("(lib[\\w+-]+\\.so[.\\d]*): cannot open shared object file");
  private static final Pattern PARTS =
      Pattern.compile("no associated shape profiles provided: *(\\S+)");

  /** CUDA's number for it, and its words. */
  private static final List<String> OLD_DRIVER =
      List.of("CUDA failure 35:", "driver version is insufficient");

  private static final List<String> NO_DEVICE =
      List.of(
          "CUDA failure 100:",
          "no CUDA-capable device",
          "must be between 0 (inclusive) and 0 (exclusive)");

  private MissingParts() {}

  static String notInBuild(Engine engine) {
    return "engine=%s is not in this build, which has ONNX Runtime for the CPU: build with the profile %s (HYDRASCOPE_PROFILE=%s ./hydrascope …, or mvn -P%s)"
        .formatted(engine.text(), engine.text(), engine.text(), engine.text());
  }

  static String explain(Engine engine, String said) {
    Matcher library = LIBRARY.matcher(said);
    if (library.find()) {
      return "engine=%s: the library %s is missing: %s"
          .formatted(engine.text(), library.group(1), source(library.group(1)));
    }
    if (NO_DEVICE.stream().anyMatch(said::contains)) {
      return "engine=%s: CUDA finds no GPU: nvidia-smi must list one, and a container must be given it (--gpus all); or run with --engine cpu"
          .formatted(engine.text());
    }
    if (OLD_DRIVER.stream().anyMatch(said::contains)) {
      return "engine=%s: the NVIDIA driver is too old for CUDA 12: install version 525 or later"
          .formatted(engine.text());
    }
    Matcher parts = PARTS.matcher(said);
    if (parts.find()) {
      return "engine=%s: TensorRT takes only parts of this model's graph (%s): run with --engine cuda"
          .formatted(engine.text(), parts.group(1));
    }
    return "engine=%s refused the graph: %s".formatted(engine.text(), said);
  }

  /** Where a library comes from. */
  private static String source(String library) {
    if (library.startsWith("libcuda.")) {
      return "it comes with the NVIDIA driver, version 525 or later; a container needs --gpus all";
    }
    if (library.startsWith("libcudnn")) {
      return "install cuDNN 9 for CUDA 12 and put its folder on LD_LIBRARY_PATH";
    }
    if (library.startsWith("libnv")) {
      return "install TensorRT 10 for CUDA 12 and put its folder on LD_LIBRARY_PATH, or build with the profile tensorrt, which brings it";
    }
    if (library.startsWith("libonnxruntime")) {
      return "build with the profile cuda or tensorrt";
    }
    return "install the CUDA 12 runtime and put its folder on LD_LIBRARY_PATH";
  }
}
