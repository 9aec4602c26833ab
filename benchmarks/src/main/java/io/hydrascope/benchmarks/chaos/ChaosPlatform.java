package io.hydrascope.benchmarks.chaos;

import io.hydrascope.platform.DeadLetterSummary;
import io.hydrascope.platform.DeadLetters;
import io.hydrascope.platform.FlinkReports;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.storage.query.QueryException;
import io.hydrascope.storage.query.SqlRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** A platform that {@code up} runs: whatever of it dies is started again by nobody else. */
final class ChaosPlatform implements AutoCloseable {
  private final UpProcess up;
  private final PlatformDirectory.Endpoints endpoints;

  private ChaosPlatform(UpProcess up, PlatformDirectory.Endpoints endpoints) {
    this.up = up;
    this.endpoints = endpoints;
  }

  static ChaosPlatform start(Path data, Path log) throws Exception {
    UpProcess up = new UpProcess(new PlatformDirectory(data), log);
    try {
      return new ChaosPlatform(up, up.awaitWell());
    } catch (Exception e) {
      up.close();
      throw e;
    }
  }

  String kafka() {
    return endpoints.kafkaBootstrapServers();
  }

  void killKafka() {
    up.killPart("KafkaNode");
  }

  void killClickHouse() {
    up.killPart("ClickHouseServer");
  }

  void killTaskManager() {
    up.killPart("TaskManagerRunner");
  }

  void killJobManager() {
    up.killPart("StandaloneSessionClusterEntrypoint");
  }

  /** SIGKILL to up, which a supervisor of the system starts again. */
  void killUp() throws IOException {
    up.kill();
    up.startAgain();
  }

  /** Whether up still stands by its platform. */
  boolean isRunning() {
    return up.isRunning();
  }

  void awaitWell() throws IOException, InterruptedException {
    PlatformDirectory.Endpoints now = up.awaitWell();
    if (!now.addresses().equals(endpoints.addresses())) {
      throw new IllegalStateException(
          "the platform has moved from %s to %s".formatted(endpoints, now));
    }
  }

  /** Restarts of today's jobs for something that a record did, by their stack traces. */
  long failuresForRecords() throws IOException {
    FlinkReports reports = new FlinkReports(endpoints.flink());
    long failures = 0;
    for (FlinkReports.JobState job : reports.jobs()) {
      for (String trace : reports.failures(job.id())) {
        failures += beganInReading(trace) ? 1 : 0;
      }
    }
    return failures;
  }

  /** Its root cause was thrown by code of ours; a failing sink only passes through it. */
  private static boolean beganInReading(String trace) {
    String root = trace.substring(trace.lastIndexOf("Caused by: ") + 1);
    return root.lines()
        .map(String::strip)
        .filter(line -> line.startsWith("at "))
        .findFirst()
        .filter(frame -> frame.startsWith("at io.hydrascope."))
        .isPresent();
  }

  List<DeadLetterSummary> deadLetters() {
    return new DeadLetters(kafka()).list();
  }

  /** Empty while ClickHouse does not answer. */
  OptionalLong number(String sql) {
    try {
      return OptionalLong.of(Long.parseLong(lines(sql).get(0)));
    } catch (QueryException e) {
      return OptionalLong.empty();
    }
  }

  /** A line a row, tabs between its columns. */
  List<String> lines(String sql) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      new SqlRunner(endpoints.owner()).run(sql, "TabSeparatedRaw", answer);
    } catch (IOException e) {
      throw new IllegalStateException("a byte array takes everything", e);
    }
    return answer.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    up.close();
  }
}
