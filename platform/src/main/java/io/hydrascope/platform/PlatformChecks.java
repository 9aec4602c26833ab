package io.hydrascope.platform;

import io.hydrascope.platform.watch.Finding;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.OneLine;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.QueryException;
import io.hydrascope.storage.query.SizeQueries;
import io.hydrascope.storage.query.SqlRunner;
import io.hydrascope.storage.query.TableSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What running servers say of themselves. */
public final class PlatformChecks {
  private static final long MANY_PARTS = 300;

  private PlatformChecks() {}

  public static Finding kafka(String bootstrapServers) {
    KafkaReports reports = new KafkaReports(bootstrapServers);
    try {
      int brokers = reports.brokers();
      List<String> missing = reports.missingTopics();
      if (!missing.isEmpty()) {
        return Finding.problem(
            "kafka",
            "%s lacks the topics %s".formatted(bootstrapServers, String.join(", ", missing)),
            "./hydrascope jobs creates them");
      }
      return Finding.ok(
          "kafka",
          "%s, %s, all topics; %s"
              .formatted(bootstrapServers, Counted.of(brokers, "broker"), unread(reports.lag())));
    } catch (IllegalStateException e) {
      return Finding.problem(
          "kafka", bootstrapServers + ": " + OneLine.of(e), "check the address and the broker");
    }
  }

  /**
   * @param lag messages by consumer group
   */
  static String unread(Map<String, Long> lag) {
    return lag.isEmpty()
        ? "no job has read yet"
        : lag.entrySet().stream()
            .map(group -> group.getKey() + " has %,d".formatted(group.getValue()))
            .collect(Collectors.joining(", ", "", " unread"));
  }

  /** Without a look at the rows, for whoever asks often. */
  static Finding clickHouseAnswers(ClickHouseEndpoint endpoint) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      new SqlRunner(endpoint).run("SELECT version()", "TabSeparated", answer);
      String version = answer.toString(StandardCharsets.UTF_8).strip();
      return Finding.ok("clickhouse", "%s, version %s".formatted(endpoint.url(), version));
    } catch (QueryException | IOException e) {
      return Finding.problem(
          "clickhouse",
          endpoint.url() + ": " + OneLine.of(e),
          "rows wait in Kafka and in the jobs; read clickhouse/clickhouse.log in --data");
    }
  }

  /**
   * @param unconfined why ClickHouse's engine is not confined to its own files; empty where it is
   */
  static Finding confinement(Optional<String> unconfined) {
    return unconfined
        .map(
            why ->
                Finding.note(
                    "confinement",
                    "nothing confines ClickHouse to its own files: " + why,
                    "give nobody a login of its reader, who could read every file of this user; ./hydrascope sql refuses such queries"))
        .orElseGet(
            () -> Finding.ok("confinement", "Landlock confines ClickHouse to its own files"));
  }

  /**
   * What the tables take of the disk.
   *
   * @param owner a reader may not ask this
   */
  public static Finding sizes(ClickHouseEndpoint owner) {
    try {
      return sizes(new SizeQueries(owner).tables());
    } catch (QueryException e) {
      return Finding.problem(
          "table sizes", owner.url() + ": " + OneLine.of(e), "check the address and login");
    }
  }

  static Finding sizes(List<TableSize> tables) {
    String found =
        tables.isEmpty()
            ? "no rows yet"
            : tables.stream()
                .map(
                    size ->
                        "%s %s, %,d MB in %s"
                            .formatted(
                                size.table(),
                                Counted.of(size.rows(), "row"),
                                size.bytes() >> 20,
                                Counted.of(size.parts(), "part")))
                .collect(Collectors.joining("; "));
    boolean merges = tables.stream().allMatch(size -> size.mostInPartition() < MANY_PARTS);
    return merges
        ? Finding.ok("table sizes", found)
        : Finding.problem(
            "table sizes",
            found,
            "merges fall behind: ClickHouse slows inserts down at 1,000 parts in a partition; give it more memory or cores, or send less");
  }

  public static Finding clickHouse(ClickHouseEndpoint endpoint) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      new SqlRunner(endpoint)
          .run("SELECT version(), count(), max(inserted_at) FROM effects", "TabSeparated", answer);
      String[] columns = answer.toString(StandardCharsets.UTF_8).strip().split("\t", -1);
      return Finding.ok(
          "tables",
          "%s, version %s, %s, newest %s"
              .formatted(
                  endpoint.url(),
                  columns[0],
                  Counted.of(Long.parseLong(columns[1]), "effect"),
                  columns[2]));
    } catch (QueryException | IOException e) {
      return Finding.problem(
          "tables",
          endpoint.url() + ": " + OneLine.of(e),
          "check the address and login; ./hydrascope jobs creates the tables");
    }
  }
}
