package io.hydrascope.benchmarks.soak;

import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.agent.ReadyCaptures;
import io.hydrascope.benchmarks.kafka.TopicAges;
import io.hydrascope.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One run: full speed, half of it, the end of the platform, its next start, and the count. */
final class SoakRun {
  private static final int REVISIONS = 2;
  private static final long POLL_MILLIS = 500;
  private static final long LOOK_NANOS = 4_000_000_000L;
  private static final Duration ALL_COME = Duration.ofMinutes(5);
  private static final long ROWS_UNDER_WAY = 60_000;
  private static final int LEAST_PROMPTS_UNDER_WAY = 400;
  private static final int MOST_PROMPTS_UNDER_WAY = 8_000;
  private static final int ASKED_AGAIN = 500;
  private static final int ASKED_AFTER_RESTART = 1_000;
  private static final long ROWS_A_COUNT = 3_000_000;
  private static final int SAMPLES_KEPT = 100;

  private final SoakPlan plan;
  private final Path data;
  private final List<String> options;
  private final long rowsAPrompt;
  private final List<Sample> samples = new ArrayList<>();

  SoakRun(SoakPlan plan, Path data, List<String> options) {
    this.plan = plan;
    this.data = data;
    this.options = options;
    rowsAPrompt = REVISIONS * (long) new ReadyCaptures(plan.shape()).effectsACapture();
  }

  /**
   * What was found before the platform ended.
   *
   * @param prompts all that were asked
   */
  private record Flow(
      int prompts,
      double seconds,
      Tenths tenths,
      CheckpointTimes full,
      double halfRate,
      CheckpointTimes half) {}

  SoakResult run() throws Exception {
    Flow flow;
    try (SoakedPlatform up = SoakedPlatform.start(data, options)) {
      flow = flow(up);
    }
    long stopped = System.nanoTime();
    try (SoakedPlatform up = SoakedPlatform.start(data, options)) {
      double restart = secondsSince(stopped);
      int prompts = askAfterRestart(up, flow.prompts());
      return result(flow, prompts, restart, new Tables(up.endpoints().owner()));
    }
  }

  private Flow flow(SoakedPlatform up) throws Exception {
    Tables tables = new Tables(up.endpoints().owner());
    tables.keep(plan.horizon());
    TopicAges.keep(
        up.endpoints().kafkaBootstrapServers(),
        List.of(Topics.CAPTURES, Topics.VECTORS, Topics.PROMPTS),
        plan.horizon());
    long start = System.nanoTime();
    Looks looks = new Looks(up, data, tables, start);
    try (SoakAgents agents = agents(up, "spool", 0)) {
      long fullSince = System.currentTimeMillis();
      fullSpeed(agents, tables, looks, start);
      List<Sample> full = looks.samples();
      Tenths tenths = Tenths.of(full);
      double rate = Arrays.stream(tenths.rowsASecond()).average().orElseThrow() / rowsAPrompt / 2;
      say("full speed: %,.0f prompts a second; now half of it".formatted(2 * rate));
      long halfSince = System.currentTimeMillis();
      halfSpeed(agents, looks, rate);
      long end = System.currentTimeMillis();
      agents.finish();
      awaitAll(tables, looks, agents.allowed());
      samples.addAll(looks.samples());
      return new Flow(
          agents.allowed(),
          full.get(full.size() - 1).seconds(),
          tenths,
          looks.checkpoints(fullSince, halfSince),
          rate,
          looks.checkpoints(halfSince, end));
    }
  }

  private SoakAgents agents(SoakedPlatform up, String spool, int first) {
    return SoakAgents.start(
        plan.shape(),
        up.endpoints().kafkaBootstrapServers(),
        data.resolveSibling(data.getFileName() + "." + spool),
        first);
  }

  /** So many prompts are under way that the jobs always have some to read. */
  private void fullSpeed(SoakAgents agents, Tables tables, Looks looks, long start)
      throws Exception {
    int underWay =
        (int)
            Math.max(
                LEAST_PROMPTS_UNDER_WAY,
                Math.min(MOST_PROMPTS_UNDER_WAY, ROWS_UNDER_WAY / rowsAPrompt));
    long lookAt = start;
    long visible = 0;
    long unread = 0;
    while (visible < plan.prompts() && System.nanoTime() - start < plan.longest().toNanos()) {
      agents.requireRunning();
      visible = tables.effects() / rowsAPrompt;
      if (unread <= plan.mostUnread()) {
        long paced = (long) (secondsSince(start) * plan.promptsASecond());
        agents.allow((int) Math.min(Math.min(plan.prompts(), visible + underWay), paced));
      }
      if (System.nanoTime() >= lookAt) {
        say(looks.look());
        unread = looks.unread();
        lookAt = System.nanoTime() + LOOK_NANOS;
      }
      Thread.sleep(POLL_MILLIS);
    }
    looks.look();
  }

  private void halfSpeed(SoakAgents agents, Looks looks, double promptsASecond) throws Exception {
    long start = System.nanoTime();
    int first = agents.allowed();
    long lookAt = start;
    while (System.nanoTime() - start < plan.half().toNanos()) {
      agents.requireRunning();
      agents.allow(first + (int) (secondsSince(start) * promptsASecond));
      if (System.nanoTime() >= lookAt) {
        say(looks.look());
        lookAt = System.nanoTime() + LOOK_NANOS;
      }
      Thread.sleep(POLL_MILLIS / 10);
    }
  }

  /** Whatever is missing then is lost. */
  private void awaitAll(Tables tables, Looks looks, int prompts) throws Exception {
    long end = System.nanoTime() + ALL_COME.toNanos();
    while ((tables.effects() < prompts * rowsAPrompt || looks.unread() > 0)
        && System.nanoTime() < end) {
      Thread.sleep(POLL_MILLIS);
    }
    say(looks.look());
  }

  /** Prompts of before the restart again, which must be recognised, and new ones. */
  private int askAfterRestart(SoakedPlatform up, int asked) throws Exception {
    Tables tables = new Tables(up.endpoints().owner());
    int prompts = asked + ASKED_AFTER_RESTART;
    try (SoakAgents agents = agents(up, "spool-after", Math.max(0, asked - ASKED_AGAIN))) {
      agents.allow(prompts);
      agents.finish();
    }
    Looks looks = new Looks(up, data, tables, System.nanoTime());
    awaitAll(tables, looks, prompts);
    samples.addAll(looks.samples());
    return prompts;
  }

  private SoakResult result(Flow flow, int prompts, double restart, Tables tables)
      throws IOException {
    long found = 0;
    long distinct = 0;
    int step = (int) Math.max(1, ROWS_A_COUNT / rowsAPrompt);
    for (int from = 0; from < prompts; from += step) {
      long[] rows = tables.rowsOf(from, Math.min(prompts, from + step));
      found += rows[0];
      distinct += rows[1];
    }
    long lost = prompts * rowsAPrompt - distinct;
    long doubled = found - distinct;
    return new SoakResult(
        Machine.present(),
        plan.shape().text(),
        options,
        prompts,
        flow.seconds(),
        Arrays.stream(flow.tenths().rowsASecond()).map(rows -> rows / rowsAPrompt).toArray(),
        flow.tenths().residentMegabytes(),
        flow.full(),
        flow.halfRate(),
        flow.half(),
        lost,
        doubled,
        bytesAPrompt(prompts),
        restart,
        plan.targets().misses(flow.tenths(), flow.half(), lost, doubled),
        thinned());
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private Map<String, Double> bytesAPrompt(int prompts) {
    Sample last = samples.get(samples.size() - 1);
    Map<String, Double> bytes = new TreeMap<>();
    bytes.put("topics", (double) last.topicBytes() / prompts);
    bytes.put("state", (double) last.flinkBytes() / prompts);
    last.tables()
        .forEach((table, size) -> bytes.put("table " + table, (double) size.bytes() / prompts));
    return bytes;
  }

  private List<Sample> thinned() {
    int step = Math.max(1, samples.size() / SAMPLES_KEPT);
    List<Sample> kept = new ArrayList<>();
    for (int i = 0; i < samples.size(); i += step) {
      kept.add(samples.get(i));
    }
    return kept;
  }

  private void say(Sample sample) {
    say(
        "%6.0f s  %,12d rows  resident %,6d MB  state %,6d MB  topics %,7d MB  tables %,7d MB in %d parts"
            .formatted(
                sample.seconds(),
                sample.rows(),
                sample.resident() >> 20,
                sample.stateBytes() >> 20,
                sample.topicBytes() >> 20,
                sample.tableBytes() >> 20,
                sample.tables().values().stream().mapToInt(Tables.Size::parts).sum()));
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
