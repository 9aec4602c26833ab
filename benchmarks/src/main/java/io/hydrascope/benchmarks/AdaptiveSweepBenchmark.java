package io.hydrascope.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hydrascope.benchmarks.AdaptiveSweepResult.Goal;
import io.hydrascope.benchmarks.AdaptiveSweepResult.Quality;
import io.hydrascope.benchmarks.AdaptiveSweepResult.Spread;
import io.hydrascope.schemas.rows.Estimate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How many ablations an adaptive sweep needs, against uniform sampling, until the mean 95% interval
 * of the ten truly most fragile components is as narrow. Real values of a whole sweep are replayed,
 * so that the truth is known and a run costs no model.
 *
 * <pre>
 * aggregate ROWS.jsonl TABLE.csv.gz    a sweep's rows as a table of prompts by components
 * run TABLE.csv.gz RESULT.json
 * </pre>
 */
public final class AdaptiveSweepBenchmark {
  private static final double[] UNIFORM_PARTS = {0.25, 0.5, 0.75};
  private static final double LEAST_PART = 0.02;
  private static final double STEP = 1.05;
  private static final int SEEDS = 24;
  private static final int RESAMPLES = 100;

  private final FragilityTable table;
  private final Replays replays;
  private final long[] budgets; // ascending, up to everything

  private AdaptiveSweepBenchmark(FragilityTable table) {
    this.table = table;
    this.replays = new Replays(table);
    int steps = (int) Math.ceil(Math.log(1 / LEAST_PART) / Math.log(STEP));
    this.budgets =
        IntStream.rangeClosed(0, steps)
            .mapToLong(step -> Math.round(replays.everything() * Math.pow(STEP, step - steps)))
            .toArray();
  }

  public static void main(String[] args) throws IOException {
    if (args.length == 3 && args[0].equals("aggregate")) {
      FragilityTable.ofSweep(Path.of(args[1])).write(Path.of(args[2]));
    } else if (args.length == 3 && args[0].equals("run")) {
      FragilityTable table = FragilityTable.read(Path.of(args[1]));
      AdaptiveSweepResult result = new AdaptiveSweepBenchmark(table).run();
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(Files.newBufferedWriter(Path.of(args[2])), result);
      print(result, System.out);
    } else {
      System.err.println("usage: aggregate ROWS.jsonl TABLE.csv.gz | run TABLE.csv.gz RESULT.json");
      System.exit(2);
    }
  }

  private AdaptiveSweepResult run() throws IOException {
    List<Goal> targets = new ArrayList<>();
    targets.addAll(targets("nats", replays::width));
    targets.addAll(targets("standard deviations", replays::scaledWidth));
    return new AdaptiveSweepResult(
        Machine.present(),
        table.prompts().size(),
        table.components().size(),
        SEEDS,
        replays.top().stream().map(table.components()::get).toList(),
        targets);
  }

  private List<Goal> targets(String name, ToDoubleFunction<Estimate[]> measure) {
    double[][] uniform = widths(Design.UNIFORM, measure);
    double[][] adaptive = widths(Design.ADAPTIVE, measure);
    return Arrays.stream(UNIFORM_PARTS)
        .mapToObj(part -> target(name, measure, part, uniform, adaptive))
        .toList();
  }

  /** // [seed, budget] */
  private double[][] widths(Design design, ToDoubleFunction<Estimate[]> measure) {
    return IntStream.range(0, SEEDS)
        .mapToObj(
            seed ->
                LongStream.of(budgets)
                    .mapToObj(budget -> replays.shuffled(design, budget, seed))
                    .mapToDouble(measure)
                    .toArray())
        .toArray(double[][]::new);
  }

  private Goal target(
      String name,
      ToDoubleFunction<Estimate[]> measure,
      double part,
      double[][] uniform,
      double[][] adaptive) {
    long budget = Math.round(part * replays.everything());
    Estimate[][] reference = shuffled(Design.UNIFORM, budget);
    double width = spread(Arrays.stream(reference).mapToDouble(measure).toArray()).median();
    double[] uniformNeeds = needed(uniform, width);
    double[] adaptiveNeeds = needed(adaptive, width);
    double[] ratios =
        IntStream.range(0, SEEDS)
            .mapToDouble(seed -> adaptiveNeeds[seed] / uniformNeeds[seed])
            .toArray();
    long adaptiveBudget = Math.round(spread(adaptiveNeeds).median());
    Estimate[][] reached = shuffled(Design.ADAPTIVE, adaptiveBudget);
    return new Goal(
        name,
        part,
        width,
        spread(uniformNeeds),
        spread(adaptiveNeeds),
        spread(ratios),
        asNarrow(reached, reference),
        quality(Design.UNIFORM, budget, reference),
        quality(Design.ADAPTIVE, adaptiveBudget, reached),
        quality(Design.UNIFORM, adaptiveBudget, shuffled(Design.UNIFORM, adaptiveBudget)));
  }

  private Estimate[][] shuffled(Design design, long budget) {
    return IntStream.range(0, SEEDS)
        .mapToObj(seed -> replays.shuffled(design, budget, seed))
        .toArray(Estimate[][]::new);
  }

  /** The budget from which on every larger one reaches the width, not the first lucky one. */
  private double[] needed(double[][] widths, double width) {
    double[] needed = new double[widths.length];
    for (int seed = 0; seed < widths.length; seed++) {
      int step = budgets.length - 1;
      while (step > 0 && widths[seed][step - 1] <= width) {
        step--;
      }
      needed[seed] = budgets[step];
    }
    return needed;
  }

  private double asNarrow(Estimate[][] reached, Estimate[][] reference) {
    int narrow = 0;
    for (int component : replays.top()) {
      double median = spread(halfWidths(reference, component)).median();
      for (double width : halfWidths(reached, component)) {
        narrow += width <= median ? 1 : 0;
      }
    }
    return (double) narrow / SEEDS / replays.top().size();
  }

  private static double[] halfWidths(Estimate[][] estimates, int component) {
    return Arrays.stream(estimates).mapToDouble(e -> Replays.halfWidth(e[component])).toArray();
  }

  private Quality quality(Design design, long budget, Estimate[][] shuffled) {
    int[] found = Arrays.stream(shuffled).mapToInt(replays::found).toArray();
    long covered = 0;
    long coveredOfTop = 0;
    for (int sample = 0; sample < RESAMPLES; sample++) {
      Estimate[] estimates = replays.resampled(design, budget, SEEDS + sample);
      for (int component = 0; component < estimates.length; component++) {
        if (replays.covers(estimates, component)) {
          covered++;
          coveredOfTop += replays.top().contains(component) ? 1 : 0;
        }
      }
    }
    return new Quality(
        Arrays.stream(found).average().orElseThrow(),
        (double) Arrays.stream(found).filter(n -> n == Replays.TOP).count() / SEEDS,
        (double) coveredOfTop / RESAMPLES / Replays.TOP,
        (double) covered / RESAMPLES / table.components().size());
  }

  private static Spread spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  private static void print(AdaptiveSweepResult result, PrintStream out) {
    out.printf(
        "%d prompts x %d components, %d seeds; ablations until the ten most fragile are as narrow%n",
        result.prompts(), result.components(), result.seeds());
    out.printf(
        "%-30s %8s %9s %22s %20s %18s%n",
        "mean half-width",
        "uniform",
        "adaptive",
        "ratio [min, max]",
        "found of ten (u, a)",
        "coverage (u, a)");
    for (Goal target : result.targets()) {
      out.printf(
          "%-7.4f %-22s %8.0f %9.0f %8.3f [%.3f, %.3f] %12.1f, %.1f %14.3f, %.3f%n",
          target.width(),
          target.measure(),
          target.uniformAblations().median(),
          target.adaptiveAblations().median(),
          target.ratio().median(),
          target.ratio().min(),
          target.ratio().max(),
          target.uniform().foundOfTop(),
          target.adaptive().foundOfTop(),
          target.uniform().coverageOfTop(),
          target.adaptive().coverageOfTop());
    }
  }
}
