package io.hydrascope.benchmarks.chaos;

import io.hydrascope.platform.DeadLetterSummary;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.testkit.traffic.TestingCaptures;
import io.hydrascope.testkit.traffic.TestingMalformed.Malformed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * One round: load, a fault in the middle of it, and the comparison of what was sent with what is
 * found.
 *
 * @param firstPrompt of the round's own prompts, which no other round sends
 */
record RoundRun(
    ChaosPlatform platform, Path data, int round, Fault fault, int firstPrompt, long seed) {
  static final int PROMPTS = 1_500;
  static final int MALFORMED = 5_000;

  private static final Duration LIMIT = Duration.ofMinutes(6);
  private static final Duration FULL = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 100;
  private static final int EARLIEST_FAULT_MILLIS = 3_000;
  private static final int LATEST_FAULT_MILLIS = 9_000;
  private static final long AGENT_PAUSE_MILLIS = 80;
  private static final long MALFORMED_PAUSE_MILLIS = 100;

  ChaosRound run() throws Exception {
    Random random = new Random(seed * 1_000 + round);
    long before = platform.number("SELECT count() FROM effects").orElseThrow();
    Set<String> lettersBefore = new HashSet<>();
    platform.deadLetters().forEach(letter -> lettersBefore.add(letter.place().text()));
    MalformedStream malformed =
        new MalformedStream(
            platform.kafka(), seed * 1_000 + round, MALFORMED, MALFORMED_PAUSE_MILLIS);
    Thread broken = new Thread(malformed, "malformed");
    broken.start();
    AgentProcess agent =
        new AgentProcess(
            data.resolve("agent.log"),
            platform.kafka(),
            firstPrompt,
            firstPrompt + PROMPTS,
            AGENT_PAUSE_MILLIS);
    Visible visible = new Visible();
    watch(
        visible,
        EARLIEST_FAULT_MILLIS + random.nextInt(LATEST_FAULT_MILLIS - EARLIEST_FAULT_MILLIS));
    visible.fault(System.nanoTime());
    inject(agent, visible);
    finish(agent, visible, before + expected().size());
    broken.join();
    platform.awaitWell();
    return compare(malformed, visible, lettersBefore);
  }

  private void inject(AgentProcess agent, Visible visible) throws Exception {
    switch (fault) {
      case AGENT_KILLED -> agent.kill();
      case KAFKA_KILLED -> platform.killKafka();
      case TASK_MANAGER_KILLED -> platform.killTaskManager();
      case JOB_MANAGER_KILLED -> platform.killJobManager();
      case CLICKHOUSE_KILLED -> platform.killClickHouse();
      case UP_KILLED -> platform.killUp();
      case DISK_FULL -> {
        new FullDisk(data).fill();
        watch(visible, FULL.toMillis());
        new FullDisk(data).free();
      }
    }
  }

  private void watch(Visible visible, long millis) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    while (System.nanoTime() < end) {
      look(visible);
      Thread.sleep(POLL_MILLIS);
    }
  }

  private long look(Visible visible) {
    OptionalLong rows = platform.number("SELECT count() FROM effects");
    rows.ifPresent(found -> visible.seen(found, System.nanoTime()));
    return rows.orElse(0);
  }

  /**
   * Until all rows are there. The agent is nobody's part: a supervisor of its own starts it again.
   */
  private void finish(AgentProcess agent, Visible visible, long rows) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (look(visible) < rows || !agent.hasFinished()) {
      if (!platform.isRunning()) {
        throw new IllegalStateException("round %d: up has ended".formatted(round));
      }
      if (!agent.isRunning() && !agent.hasFinished()) {
        agent.startAgain();
      }
      if (System.nanoTime() > end) {
        agent.kill();
        return;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private ChaosRound compare(MalformedStream malformed, Visible visible, Set<String> lettersBefore)
      throws Exception {
    // Rows that would be doubled come with later checkpoints.
    long metricsMissing = metricsMissing();
    long wrongLetters = wrongLetters(malformed.sent(), lettersBefore);
    Set<String> expected = expected();
    Map<String, Long> found = found();
    long rows = found.values().stream().mapToLong(Long::longValue).sum();
    Set<String> lost = new HashSet<>(expected);
    lost.removeAll(found.keySet());
    long right = (long) expected.size() - lost.size();
    return new ChaosRound(
        round,
        fault.name(),
        fault.description(),
        expected.size(),
        rows,
        lost.size(),
        rows - right,
        visible.flowsSeconds(),
        visible.completeSeconds(),
        malformed.byKind(),
        wrongLetters,
        metricsMissing,
        platform.failuresForRecords());
  }

  private Set<String> expected() {
    Set<String> rows = new HashSet<>();
    for (String revision : TestingCaptures.REVISIONS) {
      for (int prompt = firstPrompt; prompt < firstPrompt + PROMPTS; prompt++) {
        String capture = TestingCaptures.captureId(revision, prompt);
        for (AblationUnit component : TestingCaptures.ABLATED) {
          for (int position = 0; position < TestingCaptures.POSITIONS; position++) {
            rows.add(capture + "\t" + component.text() + "\t" + position);
          }
        }
      }
    }
    return rows;
  }

  /** How often each row of the round's prompts is there. */
  private Map<String, Long> found() {
    Map<String, Long> rows = new HashMap<>();
    String sql =
        """
        SELECT capture_id, component, position, count() FROM effects
        WHERE toUInt32(substring(prompt_id, 2)) BETWEEN %d AND %d
        GROUP BY capture_id, component, position
        """
            .formatted(firstPrompt, firstPrompt + PROMPTS - 1);
    for (String line : platform.lines(sql)) {
      int end = line.lastIndexOf('\t');
      rows.put(line.substring(0, end), Long.valueOf(line.substring(end + 1)));
    }
    return rows;
  }

  /** Rows of effects that the running metrics have not counted, or counted twice. */
  private long metricsMissing() throws InterruptedException {
    String sql =
        """
        SELECT toInt64((SELECT count() FROM effects)) - toInt64((SELECT sum(n) FROM latest_metrics
            WHERE segment = 'all' AND window = 'all' AND kept = 'all'))
        """;
    long end = System.nanoTime() + LIMIT.toNanos();
    long missing = platform.number(sql).orElseThrow();
    while (missing != 0 && System.nanoTime() < end) {
      Thread.sleep(POLL_MILLIS);
      missing = platform.number(sql).orElseThrow();
    }
    return Math.abs(missing);
  }

  /** Messages without a letter, with a letter of another reason, and letters of nothing sent. */
  private long wrongLetters(Map<String, Malformed> sent, Set<String> before)
      throws InterruptedException, IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    long wrong = wrongNow(sent, before);
    while (wrong != 0 && System.nanoTime() < end) {
      Thread.sleep(10 * POLL_MILLIS);
      wrong = wrongNow(sent, before);
    }
    return wrong;
  }

  private long wrongNow(Map<String, Malformed> sent, Set<String> before) {
    Map<String, String> reasons = new HashMap<>();
    for (DeadLetterSummary letter : platform.deadLetters()) {
      String place = letter.place().text();
      if (!before.contains(place)) {
        reasons.put(place, letter.reason());
      }
    }
    long unexpected = reasons.keySet().stream().filter(place -> !sent.containsKey(place)).count();
    long missing =
        sent.entrySet().stream()
            .filter(entry -> !entry.getValue().reason().equals(reasons.get(entry.getKey())))
            .count();
    return unexpected + missing + Math.max(0, MALFORMED - sent.size());
  }
}
