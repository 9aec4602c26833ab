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
      description =
          "A Hugging Face folder with config.json and model.safetensors, or a folder with a LoRA adapter. Prompts as text also need tokenizer.json.")
  private @Nullable Path model;

  @Option(
      names = "--onnx",
      required = true,
      paramLabel = "FILE",
      description = {
        "Your own ONNX export of a decoder. Prompts as text need tokenizer.json in the same folder.",
        "An export allows ablations of single heads, attn_out and mlp_out."
      })
  private @Nullable Path onnx;

  public ModelSource source() {
    return model == null
        ? new ModelSource.Export(Objects.requireNonNull(onnx))
        : new ModelSource.Checkpoint(model);
  }
}
