package io.hydrascope.cli.sweep;

import io.hydrascope.agent.offline.SweepForecast;
import io.hydrascope.agent.offline.SweepRequest;
import io.hydrascope.agent.offline.SweepResult;
import io.hydrascope.agent.offline.SweepRun;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.options.AdapterOptions;
import io.hydrascope.cli.options.EngineChoice;
import io.hydrascope.cli.options.MethodOptions;
import io.hydrascope.cli.options.ModelOptions;
import io.hydrascope.schemas.Target;
import java.io.IOException;
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
      "Ablates components of a model and writes how the other components respond.",
      "A sweep needs no platform. It can also ablate sets of components and connections between them."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope sweep --model models/base --prompts prompts.jsonl --output rows.jsonl",
      "  ./hydrascope sweep --model my/llama --prompts p.jsonl --output r.arrow --responses \\",
      "      --ablation mean --reference reference.jsonl --units head,layer --target next",
      "  ./hydrascope sweep --model my/llama --prompts p.jsonl --output r.jsonl --preset mcgrath",
      "  ./hydrascope sweep --model my/llama --prompts p.jsonl --output r.jsonl --budget 5000",
      "  ./hydrascope sweep --model my/gpt2 --prompts p.jsonl --output r.jsonl --readout last \\",
      "      --target logit_diff --components L9H6+L9H9 --edges 'L9H9->L11.mlp,L9H9->final'",
      "",
      "Each line of --prompts is one JSON object: {\"id\": \"p0\", \"tokens\": [1, 2]} or {\"id\": \"p0\", \"text\": \"…\"}.",
      "A conversation is {\"id\": \"p0\", \"messages\": [{\"role\": \"user\", \"content\": \"…\"}]}.",
      "resample also needs \"donors\": [\"p1\"], and logit_diff needs \"answers\": [5, 9].",
      "docs/sweep.md lists the options, the fields of the rows and the presets."
    })
public final class SweepCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private ModelOptions model = new ModelOptions();

  @Mixin private AdapterOptions adapters = new AdapterOptions();

  @Option(
      names = "--prompts",
      required = true,
      paramLabel = "FILE",
      description = "The prompts to ask, as JSON lines.")
  private Path prompts = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description =
          "The file for the rows: FILE.jsonl for JSON lines, or FILE.arrow for an Arrow file.")
  private Path output = Path.of("");

  @Mixin private MethodOptions method = new MethodOptions(Target.ARGMAX);

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "The prompts over which mean and noise are measured. Default: --prompts")
  private @Nullable Path reference;

  @Option(
      names = "--donors",
      paramLabel = "FILE",
      description = "The prompts that other prompts may name as donors. Default: --prompts")
  private @Nullable Path donors;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "The seed of noise and of the draws of --budget. The same seed gives the same rows. Default: 0")
  private @Nullable Long seed;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description = {
        "Limits the ablations over all prompts to N and spends most of them on fragile components.",
        "The summary names the ten most fragile ones. Default: every component on every prompt"
      })
  private @Nullable Long budget;

  @Option(names = "--responses", description = "Adds the response of each component to every row.")
  private boolean responses;

  @Mixin private EngineChoice engine = new EngineChoice();

  @Option(
      names = "--revision",
      paramLabel = "NAME",
      description = "The name of the revision. Default: the name of the model folder or ONNX file")
  private @Nullable String revision;

  @Option(
      names = "--dry-run",
      description =
          "Writes nothing: runs the first prompts and says what the sweep will take of rows, bytes, memory and time.")
  private boolean dryRun;

  @Option(names = "--quiet", description = "Prints no progress.")
  private boolean quiet;

  @Option(names = "--json", description = "Prints the summary as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  SweepCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Progress progress = quiet ? Progress.silent() : Progress.ofThisProcess()) {
      engine.warnings().forEach(progress::say);
      SweepRun run = new SweepRun(request(), progress);
      PrintWriter out = spec.commandLine().getOut();
      out.println(dryRun ? forecast(run) : result(run));
      out.flush();
      return 0;
    }
  }

  private String forecast(SweepRun run) throws IOException {
    SweepForecast forecast = run.forecast();
    return json ? forecast.json() : forecast.text();
  }

  private String result(SweepRun run) throws IOException {
    SweepResult result = run.run();
    return json ? result.json() : result.text();
  }

  private SweepRequest request() {
    return new SweepRequest(
        adapters.with(model),
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
