package io.hydrascope.benchmarks.chaos;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.alerting.rules.AlertRules;
import io.hydrascope.alerting.rules.BaseSelection;
import io.hydrascope.embedded.EmbeddedFlink;
import io.hydrascope.embedded.EmbeddedPlatform;
import io.hydrascope.embedded.PlatformSettings;
import io.hydrascope.embedded.StartProgress;
import io.hydrascope.platform.DeadLetterSummary;
import io.hydrascope.platform.DeadLetters;
import io.hydrascope.platform.FlinkReports;
import io.hydrascope.platform.Home;
import io.hydrascope.platform.LocalJobs;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.PlatformJobs;
import io.hydrascope.platform.Preparation;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.QueryException;
import io.hydrascope.storage.query.SqlRunner;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The real parts, which die and come back at the same addresses with the same data, as under a
 * supervisor. The jobs reach ClickHouse through a proxy.
 */
final class ChaosPlatform implements AutoCloseable {
  private final PlatformDirectory directory;
  private final EmbeddedPlatform servers;
  private final ThrottledProxy proxy;
  private final PlatformJobs jobs;

  private ChaosPlatform(
      PlatformDirectory directory,
      EmbeddedPlatform servers,
      ThrottledProxy proxy,
      PlatformJobs jobs) {
    this.directory = directory;
    this.servers = servers;
    this.proxy = proxy;
    this.jobs = jobs;
  }

  static ChaosPlatform start(Path data) throws Exception {
    EmbeddedPlatform servers =
        EmbeddedPlatform.start(PlatformSettings.in(data), StartProgress.silent());
    ThrottledProxy proxy = new ThrottledProxy(servers.clickHouse().httpUrl().getPort());
    ClickHouseEndpoint throughProxy =
        new ClickHouseEndpoint(
            "http://127.0.0.1:" + proxy.port(),
            servers.clickHouse().owner().user(),
            servers.clickHouse().owner().password(),
            ClickHouseEndpoint.DATABASE);
    PlatformJobs jobs =
        new PlatformJobs(
            servers.kafka().bootstrapServers(),
            throughProxy,
            AlertRules.defaults(BaseSelection.parse(TestingCaptures.BASE)),
            PlatformJobs.DEFAULT_PARALLELISM);
    ChaosPlatform platform = new ChaosPlatform(new PlatformDirectory(data), servers, proxy, jobs);
    try {
      Preparation.of(jobs, Progress.silent());
      platform.submitJobs();
      return platform;
    } catch (Exception e) {
      platform.close();
      throw e;
    }
  }

  String kafka() {
    return servers.kafka().bootstrapServers();
  }

  ThrottledProxy proxy() {
    return proxy;
  }

  void killBroker() {
    servers.kafka().kill();
  }

  void killClickHouse() {
    servers.clickHouse().kill();
  }

  void killTaskManager() {
    EmbeddedFlink flink = servers.flink();
    flink.killTaskManager(flink.taskManagers().get(0));
  }

  void killJobManager() {
    servers.flink().killJobManager();
  }

  /** Starts again whatever has ended; names it. */
  List<String> repair() throws Exception {
    List<String> started = new ArrayList<>();
    if (servers.kafka().pids().isEmpty()) {
      servers.kafka().restart();
      started.add("broker");
    }
    if (servers.clickHouse().pids().isEmpty()) {
      servers.clickHouse().restart();
      started.add("clickhouse");
    }
    if (servers.flink().taskManagers().isEmpty()) {
      servers.flink().startTaskManager();
      started.add("taskmanager");
    }
    if (!servers.flink().isJobManagerAlive()) {
      servers.flink().startJobManager();
      servers.flink().awaitTaskManagers();
      submitJobs();
      started.add("jobmanager");
    }
    return started;
  }

  private void submitJobs() throws Exception {
    var unused = LocalJobs.submit(jobs, servers.flink(), directory, Home.jobJar());
  }

  /** Restarts of today's jobs for something that a record did, by their stack traces. */
  long failuresForRecords() throws IOException {
    FlinkReports reports = new FlinkReports(servers.flink().restUrl());
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
    ClickHouseEndpoint direct =
        new ClickHouseEndpoint(
            servers.clickHouse().httpUrl().toString(),
            jobs.clickHouse().user(),
            jobs.clickHouse().password(),
            jobs.clickHouse().database());
    try {
      new SqlRunner(direct).run(sql, "TabSeparatedRaw", answer);
    } catch (IOException e) {
      throw new IllegalStateException("a byte array takes everything", e);
    }
    return answer.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() throws IOException {
    servers.close();
    proxy.close();
  }
}
