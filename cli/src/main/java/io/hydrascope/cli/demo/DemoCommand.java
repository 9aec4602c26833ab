package io.hydrascope.cli.demo;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.cli.options.MemoryOption;
import io.hydrascope.platform.Home;
import io.hydrascope.platform.demo.Demo;
import io.hydrascope.platform.demo.DemoConfig;
import io.hydrascope.platform.demo.DemoHints;
import io.hydrascope.platform.demo.DemoSummary;
import io.hydrascope.schemas.text.TimeSpan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope demo}. */
@Command(
    name = "demo",
    description = {
      "Runs the whole platform on this machine: Kafka, Flink, ClickHouse and the agents.",
      "The demo asks a model and its revisions the same prompts, with and without each component.",
      "It prints what it finds and raises an alert if self-repair shifted."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope demo                 runs the bundled model until Ctrl-C",
      "  ./hydrascope demo --once          asks 200 prompts and prints a summary",
      "  ./hydrascope demo --for 10m       ends after ten minutes",
      "  ./hydrascope demo --once --model my/base --model my/fine-tuned"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int PROMPTS_OF_ONE_RUN = 200;

  /** An own model may take minutes for a prompt: what fits into this is asked. */
  private static final Duration ASKING_TIME = Duration.ofMinutes(3);

  @Option(
      names = "--once",
      description =
          "Asks a fixed number of prompts, waits until every row can be queried, prints a summary and ends.")
  private boolean once;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = {
        "Ends after this time, for example 90s, 10m or 2h. With --once, only the asking ends then.",
        "Default: 3m of asking for --once with --model, otherwise no limit"
      })
  private @Nullable String duration;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A Hugging Face folder. The first one is the base, and each other one is a candidate.")
  private List<Path> models = List.of();

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = "The prompts to ask, as JSON lines. Default: the bundled probe prompts")
  private @Nullable Path prompts;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Asks at most this many prompts. Default: 200 with --once, otherwise all")
  private @Nullable Integer limit;

  @Mixin private DataOption data = new DataOption();

  @Mixin private MemoryOption memory = new MemoryOption();

  @Option(names = "--json", description = "Prints the summary as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    Path models = Home.directory().resolve("models");
    DemoConfig config =
        new DemoConfig(
            data.path(),
            this.models.isEmpty() ? bundled(models) : this.models,
            Optional.ofNullable(prompts).orElse(models.resolve("prompts").resolve("probe.jsonl")),
            promptLimit(),
            once,
            duration == null ? Optional.empty() : Optional.of(TimeSpan.parse("--for", duration)),
            once && !this.models.isEmpty() ? Optional.of(ASKING_TIME) : Optional.empty(),
            memory.megabytes(),
            new DemoHints(Path.of(data.toString()), !this.models.isEmpty()),
            Home.directory());
    try (Progress progress = Progress.ofThisProcess()) {
      DemoSummary summary = new Demo(config, progress).run();
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? summary.json() : summary.text());
      out.flush();
      return summary.failed() == 0 ? 0 : 1;
    }
  }

  private int promptLimit() {
    if (limit != null) {
      return limit;
    }
    return once ? PROMPTS_OF_ONE_RUN : Integer.MAX_VALUE;
  }

  private static List<Path> bundled(Path models) {
    return List.of(models.resolve("base"), models.resolve("fine-tuned"), models.resolve("control"));
  }
}
