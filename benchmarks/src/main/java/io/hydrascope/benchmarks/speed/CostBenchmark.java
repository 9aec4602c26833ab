package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.speed.CostResult.Point;
import io.hydrascope.benchmarks.speed.CostResult.Rounds;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What an ablation costs in a full sweep of heads and MLPs, against the prompt's length, the
 * model's depth and the rows of a pass; the last position is read.
 *
 * <pre>
 * FOLDER RESULT.json PLOT.svg
 * </pre>
 */
public final class CostBenchmark {
  private static final int ROUNDS = 3;

  /** A round of a short sweep repeats it until about so much time has passed. */
  private static final double ROUND_SECONDS = 0.4;

  private static final int MOST_REPEATS = 50;
  private static final String READOUT = "last";

  private final Path folder;
  private final int threads;

  private CostBenchmark(Path folder, int threads) {
    this.folder = folder;
    this.threads = threads;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("usage: FOLDER RESULT.json PLOT.svg");
      System.exit(2);
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    int threads = Runtime.getRuntime().availableProcessors();
    CostBenchmark benchmark = new CostBenchmark(Path.of(arguments[0]), threads);
    List<Point> points = new ArrayList<>();
    for (CostCase what : CostCase.all()) {
      Point point = benchmark.measure(what);
      print(point);
      points.add(point);
    }
    Gpt2Shape shape = CostCase.all().get(0).shape();
    CostResult.ModelShape model =
        new CostResult.ModelShape(shape.heads(), shape.width(), shape.vocabulary(), READOUT);
    CostResult result = new CostResult(Machine.present(), threads, load, model, points);
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(Path.of(arguments[1]).toFile(), result);
    Files.writeString(Path.of(arguments[2]), new CostPlot(result).svg());
  }

  private Point measure(CostCase what) throws IOException {
    Path checkpoint = what.shape().checkpoint(folder);
    EngineOptions options = new EngineOptions(threads, what.memoryBytes());
    int[] tokens = what.prompt();
    try (ModelRunner runner = ModelRunner.load(checkpoint, options);
        PlainForward plain =
            PlainForward.best(checkpoint, options, tokens, new int[] {tokens.length - 1})) {
      List<AblationUnit> units =
          runner
              .modelInfo()
              .basis()
              .units(List.of(AblationUnit.Kind.HEAD, AblationUnit.Kind.MLP_OUT));
      CapturePlan plan =
          new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, units, READOUT, "");
      Sweep sweep = Sweep.zero(runner, plan);
      Prompt prompt = new Prompt("p", tokens, Map.of(), "p");
      return rounds(what, units.size(), plain, () -> sweep.run(prompt));
    }
  }

  private static Point rounds(CostCase what, int ablations, PlainForward plain, Runnable sweep) {
    int sweeps = repeats(sweep);
    int forwards = repeats(plain::run);
    Stopwatch sweepWatch = new Stopwatch();
    Stopwatch plainWatch = new Stopwatch();
    for (int round = 0; round < ROUNDS; round++) {
      plainWatch.time(() -> repeat(forwards, plain::run));
      sweepWatch.time(() -> repeat(sweeps, sweep));
    }
    Rounds sweepMs = milliseconds(sweepWatch, sweeps * ablations);
    Rounds plainMs = milliseconds(plainWatch, forwards * plain.batch());
    return new Point(
        what.panel(),
        what.x(),
        what.layers(),
        what.tokens(),
        what.rowsPerPass(),
        what.memoryBytes(),
        ablations,
        sweepMs,
        plain.batch(),
        plainMs,
        sweepMs.median() / plainMs.median(),
        new OperationCount(what.shape(), what.tokens(), 1).rowsPerAblationWithIntact());
  }

  /** The first run, which prepares the engine, is not counted. */
  private static int repeats(Runnable work) {
    work.run();
    Stopwatch watch = new Stopwatch();
    watch.time(work);
    return (int) Math.min(MOST_REPEATS, Math.ceil(ROUND_SECONDS / watch.median()));
  }

  private static void repeat(int times, Runnable work) {
    for (int i = 0; i < times; i++) {
      work.run();
    }
  }

  private static Rounds milliseconds(Stopwatch watch, int parts) {
    return Rounds.of(Arrays.stream(watch.seconds()).map(s -> 1e3 * s / parts).toArray());
  }

  private static void print(Point point) {
    System.out.printf(
        "%-6s %3d: %8.3f ms per ablation (%.3f to %.3f), plain %8.3f ms per row at batch %d: %.3f rows, %.3f by counting%n",
        point.panel(),
        point.x(),
        point.sweepMs().median(),
        point.sweepMs().min(),
        point.sweepMs().max(),
        point.plainMs().median(),
        point.plainBatch(),
        point.rows(),
        point.rowsByCounting());
  }
}
