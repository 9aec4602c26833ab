package io.hydrascope.benchmarks.soak;

import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.ResultFile;
import io.hydrascope.benchmarks.agent.ReadyCaptures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * ClickHouse is away for hours while prompts go on: the process of the embedded server is stopped
 * (SIGSTOP), so that it takes connections and never answers, and goes on at the end (SIGCONT). Ends
 * with 1 where rows are lost or doubled, or where memory grew meanwhile.
 */
public final class AwayBenchmark {
  private static final ReadyCaptures.Shape SHAPE = ReadyCaptures.Shape.SMALLEST;
  private static final int ROWS_A_PROMPT = 2;
  private static final double PROMPTS_A_SECOND = 50;
  private static final Duration BEFORE = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofSeconds(20);
  private static final Duration ALL_COME = Duration.ofMinutes(40);
  private static final long POLL_MILLIS = 200;
  private static final int ROWS_A_COUNT = 1_500_000;
  private static final double MOST_MEMORY = 1.1;

  private final SoakedPlatform up;
  private final Tables tables;
  private final FlinkLooks flink;
  private final long start = System.nanoTime();
  private final List<Look> looks = new ArrayList<>();

  /**
   * One look while the server is away.
   *
   * @param seconds since the first prompt
   * @param asked prompts, of each revision
   * @param residentBytes by part
   * @param heapBytes in use, by process of Flink
   * @param stateBytes that the newest checkpoint of each job refers to
   */
  record Look(
      double seconds,
      int asked,
      Map<String, Long> residentBytes,
      Map<String, Long> heapBytes,
      long stateBytes) {
    double resident() {
      return residentBytes.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * What the run found.
   *
   * @param prompts asked of both revisions, in all
   * @param secondsToCatchUp from the server's return until every row could be queried
   * @param misses in words
   */
  record AwayResult(
      Machine machine,
      List<String> options,
      double minutesAway,
      double promptsASecond,
      int prompts,
      double secondsToCatchUp,
      long lost,
      long doubled,
      List<String> misses,
      List<Look> looks) {}

  private AwayBenchmark(SoakedPlatform up) {
    this.up = up;
    tables = new Tables(up.endpoints().owner());
    flink = new FlinkLooks(up.endpoints().flink());
  }

  /** Arguments: an empty data directory, minutes, the result file, then options of {@code up}. */
  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]).toAbsolutePath().normalize();
    Duration away = Duration.ofMinutes(Long.parseLong(arguments[1]));
    List<String> options = new ArrayList<>(List.of("--base", SoakPlan.BASE));
    options.addAll(Arrays.asList(arguments).subList(3, arguments.length));
    AwayResult result;
    try (SoakedPlatform up = SoakedPlatform.start(data, options)) {
      result = new AwayBenchmark(up).run(data, away, options);
    }
    ResultFile.write(Path.of(arguments[2]), result);
    System.out.printf(
        "away %.0f min, %,d prompts of 2 revisions: lost %d, doubled %d; all there %.0f s after the return%n",
        result.minutesAway(),
        result.prompts(),
        result.lost(),
        result.doubled(),
        result.secondsToCatchUp());
    result.misses().forEach(miss -> System.out.println("MISSED " + miss));
    Runtime.getRuntime().exit(result.misses().isEmpty() ? 0 : 1);
  }

  private AwayResult run(Path data, Duration away, List<String> options) throws Exception {
    Path spool = data.resolveSibling(data.getFileName() + ".spool");
    try (SoakAgents agents =
        SoakAgents.start(SHAPE, up.endpoints().kafkaBootstrapServers(), spool, 0)) {
      ask(agents, BEFORE, false);
      signal("STOP");
      try {
        ask(agents, BEFORE.plus(away), true);
      } finally {
        signal("CONT");
      }
      double back = seconds();
      agents.finish();
      int prompts = agents.allowed();
      await(prompts);
      double caughtUp = seconds() - back;
      long[] rows = rows(prompts);
      long lost = (long) prompts * ROWS_A_PROMPT - rows[1];
      long doubled = rows[0] - rows[1];
      return new AwayResult(
          Machine.present(),
          options,
          away.toSeconds() / 60.0,
          PROMPTS_A_SECOND,
          prompts,
          caughtUp,
          lost,
          doubled,
          misses(lost, doubled),
          thinned());
    }
  }

  private void ask(SoakAgents agents, Duration until, boolean looking) throws Exception {
    double lookAt = seconds();
    while (seconds() < until.toSeconds()) {
      agents.requireRunning();
      agents.allow((int) (seconds() * PROMPTS_A_SECOND));
      if (looking && seconds() >= lookAt) {
        look(agents.allowed());
        lookAt = seconds() + LOOK.toSeconds();
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void look(int asked) throws IOException {
    up.requireRunning();
    long state = 0;
    for (long bytes : FlinkLooks.newestStateBytes(flink.checkpoints()).values()) {
      state += bytes;
    }
    Look look = new Look(seconds(), asked, Residents.of(up.processes()), flink.heaps(), state);
    looks.add(look);
    System.out.printf(
        "%6.0f s  asked %,d  resident %,.0f MB  state %,d MB  heaps %s%n",
        look.seconds(), asked, look.resident() / 1e6, state / 1_000_000, look.heapBytes());
  }

  /** To the process of the embedded server, by the system's own command. */
  private void signal(String name) throws IOException, InterruptedException {
    long pid = up.pidOf("ClickHouseServer");
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -%s %d ended with %d".formatted(name, pid, kill.exitValue()));
    }
    System.out.printf("%6.0f s  ClickHouse (%d) gets SIG%s%n", seconds(), pid, name);
  }

  /** Whatever is missing then is lost. */
  private void await(int prompts) throws Exception {
    double end = seconds() + ALL_COME.toSeconds();
    while (tables.effects() < (long) prompts * ROWS_A_PROMPT && seconds() < end) {
      up.requireRunning();
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** All, and how many of them differ. */
  private long[] rows(int prompts) throws IOException {
    long[] sum = new long[2];
    for (int from = 0; from < prompts; from += ROWS_A_COUNT) {
      long[] rows = tables.rowsOf(from, Math.min(prompts, from + ROWS_A_COUNT));
      sum[0] += rows[0];
      sum[1] += rows[1];
    }
    return sum;
  }

  private List<String> misses(long lost, long doubled) {
    List<String> misses = new ArrayList<>();
    if (lost != 0 || doubled != 0) {
      misses.add("lost=%d and doubled=%d rows, none allowed".formatted(lost, doubled));
    }
    double growth = resident(9) / resident(1);
    if (!(growth <= MOST_MEMORY)) {
      misses.add(
          "resident memory of the last tenth is %.2f of the second, most %.2f"
              .formatted(growth, MOST_MEMORY));
    }
    return misses;
  }

  /** Mean of a tenth of the looks, counted from 0. */
  private double resident(int tenth) {
    int from = looks.size() * tenth / 10;
    int to = Math.max(from + 1, looks.size() * (tenth + 1) / 10);
    return looks.subList(from, to).stream().mapToDouble(Look::resident).average().orElseThrow();
  }

  private List<Look> thinned() {
    int step = Math.max(1, looks.size() / 60);
    List<Look> kept = new ArrayList<>();
    for (int i = 0; i < looks.size(); i += step) {
      kept.add(looks.get(i));
    }
    return kept;
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
