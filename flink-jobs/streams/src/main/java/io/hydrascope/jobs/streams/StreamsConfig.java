package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every job is told.
 *
 * @param kafka bootstrap servers, {@code host:port,…}
 * @param repeatsHorizon for how long a capture is remembered, so that it is not counted again
 * @param times of captures and vectors that are believed
 */
public record StreamsConfig(
    String kafka,
    ClickHouseEndpoint clickHouse,
    int parallelism,
    Duration checkpointInterval,
    Duration repeatsHorizon,
    AcceptedTimes times) {
  private static final Set<String> NAMES =
      Set.of(
          "kafka",
          "clickhouse",
          "clickhouse-user",
          "clickhouse-password",
          "clickhouse-database",
          "parallelism",
          "checkpoint-interval-ms",
          "dedup-horizon",
          "max-clock-skew-seconds",
          "keep-effects-days");

  public StreamsConfig {
    if (kafka.isBlank()
        || parallelism < 1
        || checkpointInterval.toMillis() < 1
        || repeatsHorizon.toMillis() < 1) {
      throw new IllegalArgumentException(
          "kafka='%s', parallelism=%d, checkpointInterval=%s, repeatsHorizon=%s: none may be empty or below 1"
              .formatted(kafka, parallelism, checkpointInterval, repeatsHorizon));
    }
  }

  /** The shared names and a job's own. */
  public static Set<String> names(String... own) {
    return Stream.concat(NAMES.stream(), Stream.of(own)).collect(Collectors.toSet());
  }

  /**
   * @throws IllegalArgumentException naming the argument
   */
  public static StreamsConfig from(Arguments arguments) {
    return new StreamsConfig(
        arguments.required("kafka"),
        new ClickHouseEndpoint(
            arguments.required("clickhouse"),
            arguments.text("clickhouse-user", "default"),
            arguments.text("clickhouse-password", ""),
            arguments.text("clickhouse-database", ClickHouseEndpoint.DATABASE)),
        arguments.integer("parallelism", 2),
        Duration.ofMillis(arguments.integer("checkpoint-interval-ms", 1_000)),
        arguments.time("dedup-horizon", Duration.ofDays(7)),
        new AcceptedTimes(
            Duration.ofSeconds(
                arguments.integer(
                    "max-clock-skew-seconds", (int) AcceptedTimes.DEFAULT_AHEAD.toSeconds())),
            Duration.ofDays(
                arguments.integer(
                    "keep-effects-days", (int) AcceptedTimes.DEFAULT_BEHIND.toDays()))));
  }
}
