package io.hydrascope.benchmarks.shift;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.shift.Population.Clustered;
import io.hydrascope.benchmarks.shift.Population.Correlated;
import io.hydrascope.benchmarks.shift.Population.Independent;
import io.hydrascope.benchmarks.shift.Population.Resampled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether what is called shifted is, with 1,000 components looked at after every observation.
 *
 * <pre>
 * differences BASE.jsonl CANDIDATE.jsonl TABLE.csv.gz    two sweeps' rows as a table
 * run TABLE.csv.gz EXPERIMENTS PART/PARTS RESULT.json    every PARTS-th simulation from PART on
 * join RESULT.json PLOT.svg PART.json…
 * </pre>
 */
public final class ShiftCalibrationBenchmark {
  private static final int LOOKS = 400;
  private static final int CHANGE_LOOKS = 200;
  private static final double WIDE_DELTA = 1;
  private static final double MOST_SKEWNESS = 2; // up to which the tests promise something
  private static final int EQUIVALENCE_LOOKS = 250;
  private static final double[] BEYOND = {0.15, 0.25, 0.5, 1};
  private static final int SOME_CHANGE =
      11; // the populations of skewness up to 2, and the real one
  private static final int PATHS = 2_000;
  private static final int MOST_OBSERVATIONS = 10_000;
  private static final List<Shape> UPWARDS =
      List.of(
          Shape.NORMAL,
          Shape.T3,
          Shape.EXPONENTIAL,
          Shape.LOG_NORMAL_2,
          Shape.TWO_POINTS_2,
          Shape.LOG_NORMAL_4,
          Shape.TWO_POINTS_4);

  private final int experiments;
  private final List<Population> populations;

  private ShiftCalibrationBenchmark(DifferenceTable table, int experiments) {
    this.experiments = experiments;
    populations =
        List.of(
            new Independent(Shape.NORMAL, 1),
            new Independent(Shape.T3, 1),
            new Correlated(50, 0.7),
            new Clustered(5),
            new Resampled(table, true),
            new Independent(Shape.GAMMA_4, -1),
            new Independent(Shape.EXPONENTIAL, 1),
            new Independent(Shape.EXPONENTIAL, -1),
            new Independent(Shape.LOG_NORMAL_2, -1),
            new Independent(Shape.TWO_POINTS_2, -1),
            new Resampled(table, false),
            new Independent(Shape.LOG_NORMAL_4, -1),
            new Independent(Shape.TWO_POINTS_4, -1),
            new Resampled(table.within(MOST_SKEWNESS), false));
  }

  public static void main(String[] args) throws IOException {
    if (args.length == 4 && args[0].equals("differences")) {
      DifferenceTable.ofSweeps(Path.of(args[1]), Path.of(args[2])).write(Path.of(args[3]));
    } else if (args.length == 5 && args[0].equals("run")) {
      String[] part = args[3].split("/", -1);
      ShiftCalibrationBenchmark benchmark =
          new ShiftCalibrationBenchmark(
              DifferenceTable.read(Path.of(args[1])), Integer.parseInt(args[2]));
      write(Path.of(args[4]), benchmark.run(Integer.parseInt(part[0]), Integer.parseInt(part[1])));
    } else if (args.length > 3 && args[0].equals("join")) {
      List<CalibrationResult> parts = new ArrayList<>();
      for (String file : List.of(args).subList(3, args.length)) {
        parts.add(json().readValue(Path.of(file).toFile(), CalibrationResult.class));
      }
      CalibrationResult result = CalibrationResult.join(parts);
      write(Path.of(args[1]), result);
      Files.writeString(Path.of(args[2]), new CalibrationPlot(result).svg());
    } else {
      System.err.println(
          "usage: differences BASE.jsonl CANDIDATE.jsonl TABLE.csv.gz | run TABLE.csv.gz"
              + " EXPERIMENTS PART/PARTS RESULT.json | join RESULT.json PLOT.svg PART.json…");
      System.exit(2);
    }
  }

  private static void write(Path file, CalibrationResult result) throws IOException {
    json().writeValue(Files.newBufferedWriter(file), result);
  }

  private static ObjectMapper json() {
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  }

  /**
   * @param part from 1 on
   */
  private CalibrationResult run(int part, int parts) throws IOException {
    List<Supplier<Object>> all = simulations();
    CalibrationResult result = CalibrationResult.empty(Machine.present());
    for (int i = part - 1; i < all.size(); i += parts) {
      Object simulated = all.get(i).get();
      System.err.println(simulated);
      result = result.with(simulated);
    }
    return result;
  }

  private List<Supplier<Object>> simulations() {
    List<Supplier<Object>> all = new ArrayList<>();
    for (Population population : populations) {
      Simulation simulation = new Simulation(population, LOOKS, Simulation.DELTA);
      all.add(() -> simulation.noChange(experiments));
    }
    for (Population population : populations.subList(0, 2)) {
      Simulation simulation = new Simulation(population, MOST_OBSERVATIONS, Simulation.DELTA);
      for (double beyond : BEYOND) {
        all.add(() -> simulation.power(beyond, PATHS));
      }
    }
    for (Shape shape : UPWARDS) {
      Simulation simulation =
          new Simulation(new Independent(shape, 1), EQUIVALENCE_LOOKS, WIDE_DELTA);
      all.add(() -> simulation.equivalence(experiments));
    }
    for (Population population : populations.subList(0, SOME_CHANGE)) {
      Simulation simulation = new Simulation(population, CHANGE_LOOKS, Simulation.DELTA);
      all.add(() -> simulation.someChange(experiments));
    }
    return all;
  }
}
