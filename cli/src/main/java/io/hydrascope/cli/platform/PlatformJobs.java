package io.hydrascope.cli.platform;

import io.hydrascope.alerting.rules.AlertRules;
import io.hydrascope.alerting.rules.Base;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.jobs.archive.ArchiveJob;
import io.hydrascope.jobs.compensation.CompensationJob;
import io.hydrascope.jobs.shifts.ShiftJob;
import io.hydrascope.jobs.streams.Job;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Flink jobs of a platform and what each is told.
 *
 * @param kafka bootstrap servers
 * @param rules what the revisions are compared for
 */
public record PlatformJobs(
    String kafka, ClickHouseEndpoint clickHouse, AlertRules rules, int parallelism) {
  /** What the jobs use where nothing else is said. */
  public static final int DEFAULT_PARALLELISM = 2;

  /** One job with its arguments. */
  record Told(Job job, List<String> arguments) {}

  /** For who starts only jobs that follow no rules. */
  public static PlatformJobs told(String kafka, ClickHouseEndpoint clickHouse, int parallelism) {
    return new PlatformJobs(
        kafka, clickHouse, AlertRules.defaults(Base.parse("base")), parallelism);
  }

  List<Told> all() {
    return List.of(
        compensation(),
        new Told(new ArchiveJob(), alone().with()),
        new Told(new ShiftJob(), with("--rules", new ControlMessage.Rules(rules).json())));
  }

  /** The one that writes effects and metrics. */
  Told compensation() {
    return new Told(new CompensationJob(), with());
  }

  /** Sampled rows are few. */
  private PlatformJobs alone() {
    return new PlatformJobs(kafka, clickHouse, rules, 1);
  }

  private List<String> with(String... own) {
    List<String> shared =
        List.of(
            "--kafka", kafka,
            "--clickhouse", clickHouse.url(),
            "--clickhouse-user", clickHouse.user(),
            "--clickhouse-password", clickHouse.password(),
            "--clickhouse-database", clickHouse.database(),
            "--parallelism", Integer.toString(parallelism));
    return Stream.concat(shared.stream(), Stream.of(own)).toList();
  }
}
