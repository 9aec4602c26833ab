package io.hydrascope.benchmarks.speed;

import com.sun.management.OperatingSystemMXBean;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.ResultFile;
import io.hydrascope.benchmarks.speed.CostResult.Rounds;
import io.hydrascope.benchmarks.speed.LoadResult.Depth;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a model takes to load against its layers, which are small: a GPT-2 of width 32. Each is
 * loaded in processes of their own, so that none finds the engine warm.
 *
 * <pre>
 * FOLDER RESULT.json [ROUNDS [LAYERS,…]]
 * </pre>
 */
public final class LoadBenchmark {
  private static final int ROUNDS = 3;
  private static final String DEPTHS = "12,24,48,80,126";
  private static final int HEADS = 4;
  private static final int WIDTH = 32;
  private static final int VOCABULARY = 512;
  private static final int CONTEXT = 128;

  /** As the only argument but a folder: load it once and say how long that took. */
  private static final String ONCE = "once";

  private LoadBenchmark() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 2 || arguments.length > 4) {
      System.err.println("usage: FOLDER RESULT.json [ROUNDS [LAYERS,…]]");
      System.exit(2);
    }
    if (arguments[0].equals(ONCE)) {
      System.out.println(load(Path.of(arguments[1])));
      return;
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : ROUNDS;
    String depths = arguments.length > 3 ? arguments[3] : DEPTHS;
    List<Depth> points = new ArrayList<>();
    for (int layers : Stream.of(depths.split(",", -1)).mapToInt(Integer::parseInt).toArray()) {
      points.add(measure(Path.of(arguments[0]), layers, rounds));
    }
    int threads = Runtime.getRuntime().availableProcessors();
    LoadResult result = new LoadResult(Machine.present(), threads, load, HEADS, WIDTH, points);
    ResultFile.write(Path.of(arguments[1]), result);
  }

  private static Depth measure(Path folder, int layers, int rounds)
      throws IOException, InterruptedException {
    Path checkpoint = new Gpt2Shape(layers, HEADS, WIDTH, VOCABULARY, CONTEXT).checkpoint(folder);
    double[] seconds = new double[rounds];
    double[] processorSeconds = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      String[] both = inAnotherProcess(checkpoint).split(" ", -1);
      seconds[round] = Double.parseDouble(both[0]);
      processorSeconds[round] = Double.parseDouble(both[1]);
    }
    Depth depth = new Depth(layers, Rounds.of(seconds), Rounds.of(processorSeconds));
    System.out.printf(
        "%4d layers: %6.2f s (%.2f to %.2f), %.2f s of processors%n",
        layers,
        depth.seconds().median(),
        depth.seconds().min(),
        depth.seconds().max(),
        depth.processorSeconds().median());
    return depth;
  }

  private static String inAnotherProcess(Path checkpoint) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.toString(), LoadBenchmark.class.getName(), ONCE, checkpoint.toString());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.redirectError(Redirect.INHERIT).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int exitCode = process.waitFor();
    if (exitCode != 0) {
      throw new IOException("loading %s ended with %d".formatted(checkpoint, exitCode));
    }
    List<String> lines = Arrays.asList(said.split("\n", -1));
    return lines.get(lines.size() - 1);
  }

  /** Seconds, and those of all processors together: on a busy machine the first says little. */
  private static String load(Path checkpoint) {
    double before = processorSeconds();
    Stopwatch watch = new Stopwatch();
    watch.time(() -> ModelRunner.load(checkpoint, EngineOptions.defaults()).close());
    return watch.median() + " " + (processorSeconds() - before);
  }

  private static double processorSeconds() {
    return 1e-9
        * ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
