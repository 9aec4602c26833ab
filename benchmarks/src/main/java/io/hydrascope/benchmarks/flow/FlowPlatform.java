package io.hydrascope.benchmarks.flow;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.alerting.rules.AlertRules;
import io.hydrascope.alerting.rules.BaseSelection;
import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.embedded.EmbeddedKafka;
import io.hydrascope.embedded.KafkaSettings;
import io.hydrascope.platform.PlatformJobs;
import io.hydrascope.platform.Preparation;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.query.SqlRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Kafka and ClickHouse with the platform's topics and tables. The jobs run in the benchmark's own
 * process.
 */
final class FlowPlatform implements AutoCloseable {
  private final Path directory;
  private final EmbeddedKafka kafka;
  private final EmbeddedClickHouse clickHouse;

  private FlowPlatform(Path directory, EmbeddedKafka kafka, EmbeddedClickHouse clickHouse) {
    this.directory = directory;
    this.kafka = kafka;
    this.clickHouse = clickHouse;
  }

  static FlowPlatform start(Path directory) throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(KafkaSettings.in(directory.resolve("kafka")));
    EmbeddedClickHouse clickHouse =
        EmbeddedClickHouse.start(ClickHouseSettings.in(directory.resolve("clickhouse")));
    FlowPlatform platform = new FlowPlatform(directory, kafka, clickHouse);
    Preparation.of(
        new PlatformJobs(
            kafka.bootstrapServers(),
            platform.endpoint(),
            AlertRules.defaults(BaseSelection.parse("base")),
            PlatformJobs.DEFAULT_PARALLELISM),
        Progress.silent());
    return platform;
  }

  Path directory() {
    return directory;
  }

  String kafka() {
    return kafka.bootstrapServers();
  }

  ClickHouseEndpoint endpoint() {
    return new ClickHouseEndpoint(
        clickHouse.httpUrl().toString(),
        clickHouse.owner().user(),
        clickHouse.owner().password(),
        ClickHouseEndpoint.DATABASE);
  }

  /** What {@code jobs} passes to a job. */
  List<String> jobArguments() {
    ClickHouseEndpoint to = endpoint();
    return List.of(
        "--kafka", kafka(),
        "--clickhouse", to.url(),
        "--clickhouse-user", to.user(),
        "--clickhouse-password", to.password(),
        "--clickhouse-database", to.database(),
        "--parallelism", Integer.toString(PlatformJobs.DEFAULT_PARALLELISM));
  }

  /** Processor seconds that each part has used since it started. */
  CpuSeconds cpu() {
    return new CpuSeconds(
        seconds(List.of(ProcessHandle.current().pid())),
        seconds(kafka.pids()),
        seconds(clickHouse.pids()));
  }

  private static double seconds(List<Long> pids) {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToDouble(duration -> duration.toNanos() / 1e9)
        .sum();
  }

  /** Seconds of the benchmark's own process, in which the job runs, and of the others. */
  record CpuSeconds(double job, double kafka, double clickHouse) {
    CpuSeconds since(CpuSeconds before) {
      return new CpuSeconds(job - before.job, kafka - before.kafka, clickHouse - before.clickHouse);
    }

    CpuSeconds over(double wallSeconds) {
      return new CpuSeconds(job / wallSeconds, kafka / wallSeconds, clickHouse / wallSeconds);
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = ClickHouseSession.open(endpoint());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A line a row, tabs between its columns. */
  List<String> lines(String sql) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    new SqlRunner(endpoint()).run(sql, "TabSeparatedRaw", answer);
    return answer.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    try (kafka) {
      clickHouse.close();
    }
  }
}
