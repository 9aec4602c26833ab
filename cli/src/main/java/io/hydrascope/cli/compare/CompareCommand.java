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
      "Asks two revisions of a model the same prompts and says, component by component, whether"
          + " its",
      "self-repair and its effects shifted. Exits 3 if something shifted, 0 if nothing was shown"
          + " to.",
      "Names instead of folders compare what the platform has stored of two revisions."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  hydrascope compare models/base models/fine-tuned --prompts models/prompts/probe.jsonl",
      "  hydrascope compare old new --prompts probes.jsonl --json --report shift.html",
      "  hydrascope compare old new --prompts probes.jsonl --measures self_repair --delta 0.05",
      "  hydrascope compare base fine-tuned      what the running platform has of both",
      "",
      "Verdicts: shifted, |effect| is beyond δ; equivalent, it is within; undecided: neither was"
          + " shown,",
      "and nothing is said about it. Over all components and measures together at most α of the"
          + " shifted",
      "ones are wrong. Prompts with the same \"group\" count as one. What they mean:"
          + " docs/statistics.md."
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
      description = "The first revision: a folder, or the name of one that was watched.")
  private String base = "";

  @Parameters(index = "1", paramLabel = "CANDIDATE", description = "The second, likewise.")
  private String candidate = "";

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = {
        "JSON lines, as for sweep; at least 30 prompts or groups of prompts. Names: which of",
        "the stored prompts, by id. Default: all that either revision answered"
      })
  private @Nullable Path prompts;

  @Option(
      names = "--alpha",
      defaultValue = "0.05",
      paramLabel = "LEVEL",
      description = "False discovery rate over everything tested. Default: ${DEFAULT-VALUE}")
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
      description = "Default: ${DEFAULT-VALUE}")
  private List<String> measures = List.of();

  @Option(
      names = "--responses",
      split = ",",
      paramLabel = "ENTRY,…",
      hideParamSyntax = true,
      description = {
        "Folders: also test who answers, ABLATED:RESPONDER as in L1H2:L3.mlp_out, or all that",
        "come after. Each is one more test beside the others."
      })
  private List<String> responses = List.of();

  @Mixin private CompareOptions options = new CompareOptions();

  @Option(
      names = "--held-out",
      paramLabel = "FILE",
      description = "Prompts for R_base of repair_residual. Default: a fifth of --prompts")
  private @Nullable Path heldOut;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "Other prompts, behind mean and noise or the donors of resample.")
  private @Nullable Path reference;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Of the prompts' order and of noise. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Mixin private EngineChoice engine = new EngineChoice();

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Also an HTML page that needs nothing else: table, scatter, responses.")
  private @Nullable Path report;

  @Option(names = "--all", description = "Every row in the table.")
  private boolean all;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Option(names = "--json", description = "The verdicts as one JSON document on stdout.")
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
