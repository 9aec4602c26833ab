package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.engine.Engine;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.Precision;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A full sweep of all heads and MLPs against a batched plain forward pass, in turns in one process:
 * P1 every position ablated, P3 the readout position alone, P4 the intact capture without
 * ablations.
 */
public final class SweepSpeedBenchmark {
  private static final int[] LENGTHS = {64, 128};
  private static final long MEMORY_BYTES = 2L << 30;
  private static final List<String> READOUTS = List.of("last", "all");

  /** How many rounds of the short intact capture go on one of a sweep. */
  private static final int INTACT_ROUNDS = 5;

  private final Path folder;
  private final EngineOptions options;
  private final int rounds;
  private final List<Result> results = new ArrayList<>();

  /**
   * One comparison.
   *
   * @param plainRowSeconds of a row of the plain forward pass at its best batch, median
   * @param sweepSeconds of one prompt's sweep, median
   * @param runs ablated runs in the sweep, or the intact one
   * @param runInRows sweep seconds a run in plain rows
   */
  record Result(
      String what,
      int tokens,
      String readout,
      int plainBatch,
      double plainRowSeconds,
      double sweepSeconds,
      int runs,
      double runInRows,
      double[] plainSeconds,
      double[] sweepRounds) {}

  private SweepSpeedBenchmark(Path folder, EngineOptions options, int rounds) {
    this.folder = folder;
    this.options = options;
    this.rounds = rounds;
  }

  /**
   * Arguments: folder for the random checkpoint, result file, rounds, engine and precision; the
   * last two are cpu and fp32 where they are left out.
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Gpt2Shape.SMALL.checkpoint(Path.of(arguments[0]));
    int cores = Runtime.getRuntime().availableProcessors();
    Engine engine = arguments.length > 3 ? Engine.parse(arguments[3]) : Engine.CPU;
    Precision precision = arguments.length > 4 ? Precision.parse(arguments[4]) : Precision.FP32;
    EngineOptions options = new EngineOptions(cores, MEMORY_BYTES).on(engine, precision);
    SweepSpeedBenchmark benchmark =
        new SweepSpeedBenchmark(folder, options, Integer.parseInt(arguments[2]));
    for (int length : LENGTHS) {
      for (String readout : READOUTS) {
        benchmark.run(length, readout);
      }
    }
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(
            Path.of(arguments[1]).toFile(),
            Map.of(
                "machine",
                Machine.present(),
                "engine",
                engine.text(),
                "precision",
                precision.text(),
                "results",
                benchmark.results));
  }

  private void run(int length, String readout) {
    int[] tokens = new Random(length).ints(length, 0, Gpt2Shape.SMALL.vocabulary()).toArray();
    Prompt prompt = new Prompt("p", tokens, Map.of(), "p");
    int[] readouts =
        readout.equals("last")
            ? new int[] {length - 1}
            : java.util.stream.IntStream.range(0, length).toArray();
    try (ModelRunner runner = ModelRunner.load(folder, options);
        PlainForward plain = PlainForward.best(folder, options, tokens, readouts)) {
      List<AblationUnit> units =
          runner
              .modelInfo()
              .basis()
              .units(List.of(AblationUnit.Kind.HEAD, AblationUnit.Kind.MLP_OUT));
      AccountedSweep everywhere = sweep(runner, units, Scope.ALL_POSITIONS, readout);
      compare("P1 all_positions", plain, everywhere, prompt, readout, units.size());
      compareIntact(everywhere.sweep(), prompt, readout, readouts);
      if (readout.equals("last")) {
        AccountedSweep position = sweep(runner, units, Scope.READOUT_POSITION, readout);
        compare("P3 readout_position", plain, position, prompt, readout, units.size());
      }
    }
  }

  private static AccountedSweep sweep(
      ModelRunner runner, List<AblationUnit> units, Scope scope, String readout) {
    return AccountedSweep.of(
        runner, new CapturePlan(Ablation.ZERO, scope, Target.ARGMAX, units, readout, ""));
  }

  /** The intact capture is one row: so is the plain side. */
  private void compareIntact(Sweep sweep, Prompt prompt, String readout, int[] readouts) {
    try (PlainForward plain = PlainForward.single(folder, options, prompt.tokens(), readouts)) {
      plain.run();
      sweep.runIntact(prompt);
      Stopwatch plainWatch = new Stopwatch();
      Stopwatch sweepWatch = new Stopwatch();
      for (int round = 0; round < INTACT_ROUNDS * rounds; round++) {
        plainWatch.time(plain::run);
        sweepWatch.time(() -> sweep.runIntact(prompt));
      }
      add("P4 intact capture", prompt, readout, plain.batch(), plainWatch, sweepWatch, 1);
    }
  }

  private void compare(
      String what,
      PlainForward plain,
      AccountedSweep sweep,
      Prompt prompt,
      String readout,
      int ablations) {
    plain.run();
    sweep.run(prompt);
    Stopwatch plainWatch = new Stopwatch();
    Stopwatch sweepWatch = new Stopwatch();
    for (int round = 0; round < rounds; round++) {
      plainWatch.time(plain::run);
      sweepWatch.time(() -> sweep.run(prompt));
    }
    add(what, prompt, readout, plain.batch(), plainWatch, sweepWatch, ablations);
  }

  private void add(
      String what,
      Prompt prompt,
      String readout,
      int plainBatch,
      Stopwatch plain,
      Stopwatch sweep,
      int runs) {
    double row = plain.median() / plainBatch;
    Result result =
        new Result(
            what,
            prompt.tokens().length,
            readout,
            plainBatch,
            row,
            sweep.median(),
            runs,
            sweep.median() / runs / row,
            plain.seconds(),
            sweep.seconds());
    results.add(result);
    System.out.printf(
        "%-20s T=%d readout=%s: plain %.1f ms a row at batch %d, %.3f s for %d runs = %.3f rows each%n",
        what,
        result.tokens(),
        readout,
        1e3 * row,
        plainBatch,
        result.sweepSeconds(),
        runs,
        result.runInRows());
  }
}
