package io.hydrascope.cli.options;

import io.hydrascope.agent.method.ModelSource;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model is swept: one of the two is given. */
public final class ModelOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Hugging Face folder: config.json, model.safetensors, tokenizer.json for text.")
  private @Nullable Path model;

  @Option(
      names = "--onnx",
      required = true,
      paramLabel = "FILE",
      description = {
        "Your own ONNX export of a decoder, with tokenizer.json beside it for text.",
        "Ablates single heads, attn_out and mlp_out."
      })
  private @Nullable Path onnx;

  public ModelSource source() {
    return model == null
        ? new ModelSource.Export(Objects.requireNonNull(onnx))
        : new ModelSource.Checkpoint(model);
  }
}
