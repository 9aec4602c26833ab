package io.hydrascope.cli.sweep;

import io.hydrascope.agent.engine.Engine;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.Precision;
import io.hydrascope.cli.ByteSize;
import io.hydrascope.cli.Progress;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hydrascope sweep}. */
@Command(
    name = "sweep",
    description = {
      "Ablates every component of a model and writes the accounted rows, without the platform.",
      "GPT-2 and Llama families; zero and mean ablation at all positions."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  hydrascope sweep --model models/base --prompts prompts.jsonl --output rows.jsonl",
      "  hydrascope sweep --model my/llama --prompts p.jsonl --output r.jsonl \\",
      "      --ablation mean --reference reference.jsonl --units head --target next",
      "",
      "A prompt is one JSON object a line: {\"id\": \"p0\", \"tokens\": [1, 2]} or",
      "{\"id\": \"p0\", \"text\": \"…\"}, optionally with \"segment\": {\"task\": \"math\"}."
    })
public final class SweepCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Hugging Face folder: config.json, model.safetensors, tokenizer.json for text.")
  private Path model = Path.of("");

  @Option(names = "--prompts", required = true, paramLabel = "FILE", description = "JSON lines.")
  private Path prompts = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Where the rows go, as JSON lines: FILE.jsonl.")
  private Path output = Path.of("");

  @Option(
      names = "--ablation",
      defaultValue = "zero",
      paramLabel = "KIND",
      description = "zero or mean. Default: ${DEFAULT-VALUE}")
  private String ablation = "";

  @Option(
      names = "--scope",
      defaultValue = "all_positions",
      paramLabel = "SCOPE",
      description = "Default and only one so far: ${DEFAULT-VALUE}")
  private String scope = "";

  @Mixin private PlanOptions units = new PlanOptions();

  @Option(
      names = "--readout",
      defaultValue = "all",
      paramLabel = "POSITIONS",
      description = "all, last, or positions such as 3,7. Default: ${DEFAULT-VALUE}")
  private String readout = "";

  @Option(
      names = "--target",
      defaultValue = "argmax",
      paramLabel = "TARGET",
      description = "Whose logit is read: argmax or next. Default: ${DEFAULT-VALUE}")
  private String target = "";

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "Prompts that mean ablation averages over. Default: the prompts.")
  private @Nullable Path reference;

  @Option(names = "--responses", description = "Each component's response in every row.")
  private boolean responses;

  @Option(
      names = "--memory",
      defaultValue = "512m",
      paramLabel = "SIZE",
      description = "Budget for activations of one pass, such as 4g. Default: ${DEFAULT-VALUE}")
  private String memory = "";

  @Option(
      names = "--engine",
      defaultValue = "cpu",
      paramLabel = "ENGINE",
      description =
          "cpu, cuda or tensorrt; the last two are experimental. Default: ${DEFAULT-VALUE}")
  private String engine = "";

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      paramLabel = "TYPE",
      description = "fp32, with tensorrt also fp16 or bf16. Default: ${DEFAULT-VALUE}")
  private String precision = "";

  @Option(names = "--threads", paramLabel = "N", description = "Default: every processor.")
  private @Nullable Integer threads;

  @Option(
      names = "--revision",
      paramLabel = "NAME",
      description = "Default: the base name of the model's folder.")
  private @Nullable String revision;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Option(names = "--json", description = "The closing line as one JSON document on stdout.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  SweepCommand() {}

  @Override
  public Integer call() throws Exception {
    EngineOptions defaults = EngineOptions.defaults();
    SweepRequest request =
        new SweepRequest(
            model,
            Optional.ofNullable(revision),
            prompts,
            output,
            Optional.ofNullable(reference),
            Ablation.parse(ablation),
            Scope.parse(scope),
            Target.parse(target),
            readout,
            units,
            responses,
            new EngineOptions(
                    threads == null ? defaults.threads() : threads, ByteSize.parse(memory))
                .on(Engine.parse(engine), Precision.parse(precision)));
    Progress progress = quiet ? Progress.silent() : Progress.ofThisProcess();
    SweepResult result = new SweepRun(request, progress).run();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? result.json() : result.text());
    out.flush();
    return 0;
  }
}
