package io.hydrascope.agent.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How weights are quantised, which tools say in one of three places: config.json, a file beside it,
 * or the tensors' names alone.
 */
enum QuantisedFormat {
  GPTQ("quantize_config.json", ".+\\.(g_idx|qweight)", "gptq"),
  AWQ("quant_config.json", ".+\\.(qweight|qzeros)", "awq"),
  BITSANDBYTES_4BIT(
      "", ".+\\.(absmax|quant_map|nested_absmax|quant_state\\.bitsandbytes__\\w+)", "bitsandbytes"),
  BITSANDBYTES_8BIT("", ".+\\.(SCB|weight_format)", "bitsandbytes"),
  COMPRESSED_TENSORS("", ".+\\.weight_(packed|shape|zero_point)", "compressed-tensors"),
  FP8("", ".+\\.(weight_scale|weight_scale_inv|input_scale|activation_scale)", "fp8"),
  MODELOPT("hf_quant_config.json", ".+\\.weight_scale_2", "modelopt"),
  MXFP4("", ".+_blocks", "mxfp4"),
  MLX("", ".+\\.biases", "mlx"),
  HQQ("", ".+\\.W_q", "hqq"),
  QUANTO("quanto_qmap.json", ".+\\.weight\\._(data|scale)", "quanto"),
  TORCHAO("", ".+:_weight_(qdata|scale)", "torchao");

  private static final Pattern FORMAT_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

  private final String file;
  private final Pattern tensor;
  private final String method;

  QuantisedFormat(String file, String tensor, String method) {
    this.file = file;
    this.tensor = Pattern.compile(tensor);
    this.method = method;
  }

  /**
   * @throws BadCheckpointException naming format, evidence and the way to weights that can be read
   */
  static void refuse(Path folder, Config config, Map<String, TensorInfo> tensors) {
    Optional<String> method = method(config);
    List<QuantisedFormat> candidates =
        Arrays.stream(values())
            .filter(format -> method.isEmpty() || method.get().equals(format.method))
            .toList();
    Optional<QuantisedFormat> found =
        candidates.stream()
            .filter(format -> format.evidence(folder, tensors).isPresent())
            .findFirst()
            .or(() -> method.flatMap(named -> candidates.stream().findFirst()));
    if (found.isPresent()) {
      QuantisedFormat format = found.get();
      throw refusal(
          folder,
          format.method,
          format.evidence(folder, tensors).orElse("config.json says so"),
          format.wayOut(folder));
    }
    if (method.isPresent()) {
      throw refusal(folder, method.get(), "config.json says so", plain());
    }
    refusePacked(folder, tensors);
  }

  /** A matrix of bytes stands for numbers of fewer bits, whoever packed it. */
  private static void refusePacked(Path folder, Map<String, TensorInfo> tensors) {
    tensors.values().stream()
        .filter(tensor -> tensor.name().endsWith(".weight") && isPacked(tensor))
        .min(Comparator.comparing(TensorInfo::name))
        .ifPresent(
            tensor -> {
              throw refusal(
                  folder,
                  isNibbles(tensor) ? "bitsandbytes 4-bit" : tensor.dtype(),
                  "tensor %s has dtype=%s, shape=%s"
                      .formatted(tensor.name(), tensor.dtype(), tensor.shape()),
                  plain());
            });
  }

  /** Two numbers a byte in one long column, as bitsandbytes stores them. */
  private static boolean isNibbles(TensorInfo tensor) {
    return tensor.dtype().equals("U8") && tensor.shape().size() == 2 && tensor.dimension(1) == 1;
  }

  private static boolean isPacked(TensorInfo tensor) {
    return FloatFormat.find(tensor.dtype()).isEmpty()
        && !tensor.dtype().equals("F64")
        && !tensor.dtype().equals("BOOL");
  }

  private static Optional<String> method(Config config) {
    if (config.has("quantization_config")) {
      return Optional.of(
          config
              .section("quantization_config")
              .flatMap(section -> section.text("quant_method"))
              .filter(name -> FORMAT_NAME.matcher(name).matches())
              .orElse("quantization_config"));
    }
    return config.has("quantization") ? Optional.of(MLX.method) : Optional.empty();
  }

  private Optional<String> evidence(Path folder, Map<String, TensorInfo> tensors) {
    List<String> own =
        tensors.keySet().stream().filter(tensor.asMatchPredicate()).sorted().toList();
    if (!own.isEmpty()) {
      return Optional.of("%,d tensors such as %s".formatted(own.size(), own.get(0)));
    }
    return !file.isEmpty() && Files.isRegularFile(folder.resolve(file))
        ? Optional.of("file " + file)
        : Optional.empty();
  }

  private String wayOut(Path folder) {
    return switch (this) {
      case BITSANDBYTES_4BIT, BITSANDBYTES_8BIT ->
          plain() + ", or write one: " + WayOut.resaved(folder, "", ".dequantize()");
      case MLX ->
          plain()
              + ", or write one: python -m mlx_lm convert --hf-path "
              + WayOut.word(folder)
              + " --mlx-path OUT --dequantize";
      case FP8 -> dequantised(folder, "FineGrainedFP8Config(dequantize=True)");
      case MXFP4 -> dequantised(folder, "Mxfp4Config(dequantize=True)");
      case COMPRESSED_TENSORS ->
          dequantised(folder, "CompressedTensorsConfig(run_compressed=False)");
      case GPTQ, AWQ, MODELOPT, HQQ, QUANTO, TORCHAO -> plain();
    };
  }

  private static String dequantised(Path folder, String config) {
    return plain()
        + ", or write one: "
        + WayOut.resaved(folder, ", quantization_config=__import__('transformers')." + config, "");
  }

  private static String plain() {
    return "give the model that it was made from, in F32, F16 or BF16";
  }

  private static BadCheckpointException refusal(
      Path folder, String format, String evidence, String wayOut) {
    return new BadCheckpointException(
        "%s is quantised (%s: %s), which is not supported: %s"
            .formatted(folder, format, evidence, wayOut));
  }
}
