package io.hydrascope.platform.doctor;

import io.hydrascope.platform.FlinkReports;
import io.hydrascope.platform.KafkaReports;
import io.hydrascope.schemas.text.OneLine;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.QueryException;
import io.hydrascope.storage.query.SqlRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What running servers say of themselves. */
public final class PlatformChecks {
  private PlatformChecks() {}

  public static Finding kafka(String bootstrapServers) {
    KafkaReports reports = new KafkaReports(bootstrapServers);
    try {
      int brokers = reports.brokers();
      List<String> missing = reports.missingTopics();
      if (!missing.isEmpty()) {
        return Finding.problem(
            "kafka",
            "%s lacks the topics %s".formatted(bootstrapServers, missing),
            "hydrascope jobs creates them");
      }
      return Finding.ok(
          "kafka",
          "%s, %d brokers, all topics; unread by jobs: %s"
              .formatted(bootstrapServers, brokers, lag(reports)));
    } catch (IllegalStateException e) {
      return Finding.problem(
          "kafka", bootstrapServers + ": " + OneLine.of(e), "check the address and the broker");
    }
  }

  private static String lag(KafkaReports reports) {
    Map<String, Long> lag = reports.lag();
    return lag.isEmpty() ? "no job has read yet" : lag.toString();
  }

  public static Finding flink(URI restUrl) {
    FlinkReports reports = new FlinkReports(restUrl);
    try {
      List<FlinkReports.JobState> live =
          reports.jobs().stream().filter(FlinkReports.JobState::isLive).toList();
      String found = "%s, version %s, jobs %s".formatted(restUrl, reports.version(), names(live));
      boolean running = live.stream().allMatch(job -> job.state().equals("RUNNING"));
      return !live.isEmpty() && running
          ? Finding.ok("flink", found)
          : Finding.problem(
              "flink", found, "see its log, or submit the jobs with hydrascope jobs --flink");
    } catch (IOException e) {
      return Finding.problem(
          "flink", restUrl + ": " + OneLine.of(e), "check the address and the JobManager");
    }
  }

  private static List<String> names(List<FlinkReports.JobState> jobs) {
    return jobs.stream().map(job -> job.name() + " " + job.state()).toList();
  }

  public static Finding clickHouse(ClickHouseEndpoint endpoint) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      new SqlRunner(endpoint)
          .run("SELECT version(), count(), max(inserted_at) FROM effects", "TabSeparated", answer);
      String[] columns = answer.toString(StandardCharsets.UTF_8).strip().split("\t", -1);
      return Finding.ok(
          "tables",
          "%s, version %s, %s effects, newest %s"
              .formatted(endpoint.url(), columns[0], columns[1], columns[2]));
    } catch (QueryException | IOException e) {
      return Finding.problem(
          "tables",
          endpoint.url() + ": " + OneLine.of(e),
          "check the address and login; hydrascope jobs creates the tables");
    }
  }
}
