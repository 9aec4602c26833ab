package io.hydrascope.cli.options;

import io.hydrascope.agent.method.ModelSource;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Adapters that are merged into a model. */
public final class AdapterOptions {
  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = {
        "Merges a LoRA adapter, as PEFT saves it, into --model. May be repeated: in this order.",
      })
  private List<Path> adapters = new ArrayList<>();

  @Option(
      names = "--base-model",
      paramLabel = "DIR",
      description = {
        "The base of an adapter that is given as --model. Default: the path that the adapter names, a folder",
        "of that name beside the adapter, or the copy in the Hugging Face cache."
      })
  private @Nullable Path base;

  /** The model with these adapters; an export can have none. */
  public ModelSource with(ModelOptions model) {
    ModelSource source = model.source();
    if (adapters.isEmpty() && base == null) {
      return source;
    }
    if (source instanceof ModelSource.Checkpoint checkpoint) {
      return new ModelSource.Checkpoint(checkpoint.folder(), Optional.ofNullable(base), adapters);
    }
    throw new BadInputException("--adapter and --base-model need --model, not --onnx");
  }
}
