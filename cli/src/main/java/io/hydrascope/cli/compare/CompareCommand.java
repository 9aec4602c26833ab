package io.hydrascope.cli.compare;

import io.hydrascope.agent.method.Measuring;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.cli.options.EngineChoice;
import io.hydrascope.compare.CompareRequest;
import io.hydrascope.compare.CompareRun;
import io.hydrascope.compare.Comparison;
import io.hydrascope.compare.PromptFiles;
import io.hydrascope.compare.StoredRequest;
import io.hydrascope.compare.StoredRun;
import io.hydrascope.compare.report.ReportPage;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.query.PairedQueries;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hydrascope compare}. */
@Command(
    name = "compare",
    description = {
      "Compares the self-repair of two revisions on the same prompts.",
      "The command tests each component. It exits with 3 if a component shifted, and with 0 if no shift was shown.",
      "Two names instead of folders compare what the platform has stored."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./hydrascope compare models/base models/fine-tuned --prompts models/prompts/probe.jsonl",
      "  ./hydrascope compare old new --prompts probes.jsonl --json --report shift.html",
      "  ./hydrascope compare old new --prompts probes.jsonl --measures self_repair --delta 0.05",
      "  ./hydrascope compare base fine-tuned      two stored revisions of the running platform",
      "",
      "shifted means that |effect| exceeds delta, and equivalent that it stays within delta. undecided means that",
      "neither was shown. Among the shifted results, the expected proportion of wrong ones is at most alpha.",
      "Prompts with the same \"group\" count as one. docs/statistics.md explains the verdicts."
    })
public final class CompareCommand implements Callable<Integer> {
  private static final List<String> OF_NAMES = List.of("--data", "--clickhouse", "--model-name");
  private static final List<String> OF_FOLDERS =
      List.of(
          "--held-out",
          "--reference",
          "--responses",
          "--readout",
          "--donor-position",
          "--memory",
          "--engine",
          "--precision",
          "--threads");

  /** Exit code: something shifted. */
  private static final int SHIFTED = 3;

  @Parameters(
      index = "0",
      paramLabel = "BASE",
      description = "The first revision: a folder, or the name of a stored revision.")
  private String base = "";

  @Parameters(
      index = "1",
      paramLabel = "CANDIDATE",
      description = "The second revision, given in the same way.")
  private String candidate = "";

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = {
        "With folders: the prompts to ask, as JSON lines. At least 30 prompts or groups of prompts are needed.",
        "With names: the stored prompts to use, by id. Default: all that either revision answered"
      })
  private @Nullable Path prompts;

  @Option(
      names = "--alpha",
      defaultValue = "0.05",
      paramLabel = "LEVEL",
      description = "The false discovery rate over all tests. Default: ${DEFAULT-VALUE}")
  private double alpha;

  @Option(
      names = "--delta",
      defaultValue = "0.02",
      paramLabel = "LOGITS",
      description = "The largest |effect| that does not matter. Default: ${DEFAULT-VALUE}")
  private double delta;

  @Option(
      names = "--measures",
      split = ",",
      defaultValue = "self_repair,repair_residual,direct_effect,total_effect,logprob_drop",
      paramLabel = "MEASURE,…",
      hideParamSyntax = true,
      description = "The measures to test. Default: ${DEFAULT-VALUE}")
  private List<String> measures = List.of();

  @Option(
      names = "--responses",
      split = ",",
      paramLabel = "ENTRY,…",
      hideParamSyntax = true,
      description = {
        "With folders: also tests entries of the response matrix, as ABLATED:RESPONDER, for example L1H2:L3.mlp_out.",
        "ABLATED alone tests all components that come after it. Each entry is one more test."
      })
  private List<String> responses = List.of();

  @Mixin private CompareOptions options = new CompareOptions();

  @Option(
      names = "--held-out",
      paramLabel = "FILE",
      description = "The prompts for R_base of repair_residual. Default: a fifth of --prompts")
  private @Nullable Path heldOut;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "Other prompts, for mean and noise or as the donors of resample.")
  private @Nullable Path reference;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "The seed of noise and of the order of the prompts. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Mixin private EngineChoice engine = new EngineChoice();

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description =
          "Also writes a self-contained HTML page with a table, a scatter plot and the responses.")
  private @Nullable Path report;

  @Option(names = "--all", description = "Prints every row of the table.")
  private boolean all;

  @Option(names = "--quiet", description = "Prints no progress.")
  private boolean quiet;

  @Option(names = "--json", description = "Prints the verdicts as one JSON document.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public CompareCommand() {}

  @Override
  public Integer call() throws Exception {
    Comparison comparison = compared();
    if (report != null) {
      new ReportPage(comparison).write(report);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? comparison.json() : comparison.text(all));
    out.flush();
    if (json) {
      comparison.notes().forEach(spec.commandLine().getErr()::println);
    }
    return comparison.anyShifted() ? SHIFTED : 0;
  }

  private Comparison compared() throws IOException {
    try (Progress progress = quiet ? Progress.silent() : Progress.ofThisProcess()) {
      return areNames() ? stored(progress) : asked(progress);
    }
  }

  /** Neither is there as a folder, and neither is written as one. */
  private boolean areNames() {
    return Stream.of(base, candidate)
        .noneMatch(each -> each.contains(File.separator) || Files.isDirectory(Path.of(each)));
  }

  /** Compares the models of two folders. */
  private Comparison asked(Progress progress) {
    refuse(OF_NAMES, "is for revisions that are named; these are folders");
    Path first = CompareRequest.folder(Path.of(base), "BASE");
    Path second = CompareRequest.folder(Path.of(candidate), "CANDIDATE");
    if (prompts == null) {
      throw new BadInputException("two folders need --prompts FILE: what both are asked");
    }
    engine.warnings().forEach(progress::say);
    CompareRequest request =
        new CompareRequest(
            first,
            second,
            new PromptFiles(prompts, Optional.ofNullable(heldOut), Optional.ofNullable(reference)),
            parsedMeasures(),
            new EBenjaminiHochberg(alpha, delta),
            responses,
            measuring(),
            engine.options(),
            Optional.ofNullable(report));
    progress.await("loading %s and %s".formatted(first, second));
    return new CompareRun(request, progress).run();
  }

  /** Compares what is stored under two names. */
  private Comparison stored(Progress progress) throws IOException {
    refuse(OF_FOLDERS, "is for two folders; what is stored was read as the agent was told");
    StoredRequest request =
        new StoredRequest(
            store.model(),
            base,
            candidate,
            Optional.ofNullable(prompts),
            parsedMeasures(),
            new EBenjaminiHochberg(alpha, delta),
            measuring(),
            Optional.ofNullable(report));
    progress.await("asking the stored rows of %s and %s".formatted(base, candidate));
    return store.ask(
        endpoint -> new StoredRun(request, new PairedQueries(endpoint), progress).run(), progress);
  }

  private void refuse(List<String> names, String reason) {
    for (String name : names) {
      if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
        throw new BadInputException(name + " " + reason);
      }
    }
  }

  private List<ShiftMeasure> parsedMeasures() {
    return measures.stream().map(ShiftMeasure::parse).toList();
  }

  private Measuring measuring() {
    return new Measuring(options.method(), options.units(), seed);
  }
}
