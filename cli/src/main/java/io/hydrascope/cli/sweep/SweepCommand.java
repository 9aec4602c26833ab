package io.hydrascope.cli.sweep;

import io.hydrascope.agent.offline.SweepRequest;
import io.hydrascope.agent.offline.SweepResult;
import io.hydrascope.agent.offline.SweepRun;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.options.EngineChoice;
import io.hydrascope.cli.options.MethodOptions;
import io.hydrascope.cli.options.ModelOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope sweep}. */
@Command(
    name = "sweep",
    description = {
      "Ablates components of a model, sets of them or connections between them, and writes what the rest of",
      "the model did about it, without the platform."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  hydrascope sweep --model models/base --prompts prompts.jsonl --output rows.jsonl",
      "  hydrascope sweep --model my/llama --prompts p.jsonl --output r.arrow --responses \\",
      "      --ablation mean --reference reference.jsonl --units head,layer --target next",
      "  hydrascope sweep --model my/llama --prompts p.jsonl --output r.jsonl --preset mcgrath",
      "  hydrascope sweep --model my/llama --prompts p.jsonl --output r.jsonl --budget 5000",
      "  hydrascope sweep --model my/gpt2 --prompts p.jsonl --output r.jsonl --readout last \\",
      "      --target logit_diff --components L9H6+L9H9 --edges 'L9H9->L11.mlp,L9H9->final'",
      "",
      "A prompt is one JSON object a line: {\"id\": \"p0\", \"tokens\": [1, 2]} or",
      "{\"id\": \"p0\", \"text\": \"…\"}, optionally with \"donors\": [\"p1\"] for resample,",
      "\"answers\": [5, 9] for logit_diff and \"segment\": {\"task\": \"math\"}.",
      "Options, fields of the rows and presets: docs/sweep.md."
    })
public final class SweepCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private ModelOptions model = new ModelOptions();

  @Option(names = "--prompts", required = true, paramLabel = "FILE", description = "JSON lines.")
  private Path prompts = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Where the rows go: FILE.jsonl, JSON lines, or FILE.arrow, an Arrow file.")
  private Path output = Path.of("");

  @Mixin private MethodOptions method = new MethodOptions();

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "Prompts behind mean and noise. Default: the prompts.")
  private @Nullable Path reference;

  @Option(
      names = "--donors",
      paramLabel = "FILE",
      description = "Prompts that others may name as donors. Default: the prompts.")
  private @Nullable Path donors;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of noise and of --budget's draws: the same gives the same rows. Default: 0")
  private @Nullable Long seed;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description = {
        "Ablates N times over all prompts, most often what is fragile; the summary",
        "names the ten most fragile. Default: everything on every prompt"
      })
  private @Nullable Long budget;

  @Option(names = "--responses", description = "Each component's response in every row.")
  private boolean responses;

  @Mixin private EngineChoice engine = new EngineChoice();

  @Option(
      names = "--revision",
      paramLabel = "NAME",
      description = "Default: the base name of the model's folder or ONNX file.")
  private @Nullable String revision;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Option(names = "--json", description = "The summary as one JSON document on stdout.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  SweepCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Progress progress = quiet ? Progress.silent() : Progress.ofThisProcess()) {
      engine.warnings().forEach(progress::say);
      SweepResult result = new SweepRun(request(), progress).run();
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? result.json() : result.text());
      out.flush();
      return 0;
    }
  }

  private SweepRequest request() {
    return new SweepRequest(
        model.source(),
        Optional.ofNullable(revision),
        prompts,
        output,
        method.method(),
        method.units(),
        Optional.ofNullable(reference),
        Optional.ofNullable(donors),
        Optional.ofNullable(seed),
        Optional.ofNullable(budget),
        responses,
        engine.options(),
        method.notes());
  }
}
