package io.hydrascope.cli.options;

import io.hydrascope.agent.engine.Engine;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.Precision;
import io.hydrascope.schemas.text.ByteSize;
import io.hydrascope.schemas.text.Counted;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On what the model runs, and what one pass may take. */
public final class EngineChoice {
  @Option(
      names = "--memory",
      defaultValue = "512m",
      paramLabel = "SIZE",
      description =
          "Limits the memory for the activations of one pass, for example 512m, 4g or 1t. Default: ${DEFAULT-VALUE}")
  private String memory = "";

  @Option(
      names = "--engine",
      defaultValue = "cpu",
      paramLabel = "ENGINE",
      description =
          "Selects cpu, cuda or tensorrt. The last two are experimental. Default: ${DEFAULT-VALUE}")
  private String engine = "";

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      paramLabel = "TYPE",
      description =
          "Selects fp32. With tensorrt, fp16 and bf16 are possible too. Default: ${DEFAULT-VALUE}")
  private String precision = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Sets the number of threads. Default: one per processor")
  private @Nullable Integer threads;

  /** What was asked for and works, but not as somebody would hope; a line each. */
  public List<String> warnings() {
    return warnings(Runtime.getRuntime().availableProcessors());
  }

  List<String> warnings(int processors) {
    if (threads == null || threads <= processors) {
      return List.of();
    }
    return List.of(
        "--threads %d slows down: threads wait for each other on %s; leave it out or give at most %d"
            .formatted(threads, Counted.of(processors, "processor"), processors));
  }

  public EngineOptions options() {
    EngineOptions defaults = EngineOptions.defaults();
    return new EngineOptions(threads == null ? defaults.threads() : threads, ByteSize.parse(memory))
        .on(Engine.parse(engine), Precision.parse(precision));
  }
}
