package io.hydrascope.benchmarks.soak;

import io.hydrascope.benchmarks.ResultFile;
import io.hydrascope.benchmarks.agent.ReadyCaptures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Months of traffic in two hours: {@code hydrascope up} with agents without a model, at full speed,
 * then at half of it, then after a restart. Ends with 1 where a target is missed.
 */
public final class SoakBenchmark {
  private SoakBenchmark() {}

  /**
   * Arguments: an empty data directory, {@code smallest} or {@code bundled}, {@code whole}, {@code
   * brief} or {@code beside}, the result file, then options of {@code up}.
   */
  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]).toAbsolutePath().normalize();
    ReadyCaptures.Shape shape = ReadyCaptures.Shape.of(arguments[1]);
    SoakPlan plan =
        switch (arguments[2]) {
          case "whole" -> SoakPlan.whole(shape);
          case "brief" -> SoakPlan.brief(shape);
          case "beside" -> SoakPlan.beside(shape);
          default ->
              throw new IllegalArgumentException(
                  arguments[2] + " is none of whole, brief and beside");
        };
    List<String> options =
        new ArrayList<>(
            List.of(
                "--base", SoakPlan.BASE,
                "--dedup-horizon", plan.horizonText(),
                "--pair-horizon", plan.horizonText()));
    options.addAll(Arrays.asList(arguments).subList(4, arguments.length));
    SoakResult result = new SoakRun(plan, data, options).run();
    ResultFile.write(Path.of(arguments[3]), result);
    print(result);
    Runtime.getRuntime().exit(result.misses().isEmpty() ? 0 : 1);
  }

  private static void print(SoakResult result) {
    System.out.printf(
        "prompts a second by tenth %s%nresident MB by tenth %s%n",
        rounded(result.promptsASecond()), rounded(result.residentMegabytes()));
    System.out.println("full speed: " + result.checkpointsAtFullSpeed());
    System.out.println("half speed: " + result.checkpointsAtHalfSpeed());
    System.out.printf(
        "lost %d, doubled %d of the rows of %,d prompts; jobs ran %.0f s after the end%n",
        result.lost(), result.doubled(), result.prompts(), result.secondsOfRestart());
    result
        .bytesAPrompt()
        .forEach((what, bytes) -> System.out.printf("%-24s %,.1f bytes a prompt%n", what, bytes));
    result.misses().forEach(miss -> System.out.println("MISSED " + miss));
  }

  private static String rounded(double[] values) {
    return Arrays.toString(Arrays.stream(values).mapToLong(Math::round).toArray());
  }
}
