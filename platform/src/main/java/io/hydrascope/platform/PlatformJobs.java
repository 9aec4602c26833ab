package io.hydrascope.platform;

import io.hydrascope.alerting.rules.AlertRules;
import io.hydrascope.alerting.rules.BaseSelection;
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
    String kafka,
    ClickHouseEndpoint clickHouse,
    AlertRules rules,
    int parallelism,
    JobSettings settings) {
  /** What the jobs use where nothing else is said. */
  public static final int DEFAULT_PARALLELISM = 2;

  /** With the jobs' own defaults. */
  public PlatformJobs(
      String kafka, ClickHouseEndpoint clickHouse, AlertRules rules, int parallelism) {
    this(kafka, clickHouse, rules, parallelism, JobSettings.DEFAULTS);
  }

  public PlatformJobs with(JobSettings other) {
    return new PlatformJobs(kafka, clickHouse, rules, parallelism, other);
  }

  /** One job with its arguments. */
  record Told(Job job, List<String> arguments) {}

  /** For who starts only jobs that follow no rules. */
  public static PlatformJobs told(String kafka, ClickHouseEndpoint clickHouse, int parallelism) {
    return new PlatformJobs(
        kafka, clickHouse, AlertRules.defaults(BaseSelection.parse("base")), parallelism);
  }

  /** What the jobs are called. */
  public static List<String> names() {
    return Stream.of(new CompensationJob(), new ArchiveJob(), new ShiftJob())
        .map(Job::name)
        .toList();
  }

  List<Told> all() {
    Stream<String> follows = Stream.of("--rules", new ControlMessage.Rules(rules).json());
    List<String> ofShifts = Stream.concat(settings.ofShifts().stream(), follows).toList();
    return List.of(
        compensation(),
        new Told(new ArchiveJob(), alone().arguments(settings.ofArchive())),
        new Told(new ShiftJob(), arguments(ofShifts)));
  }

  /** The one that writes effects and metrics. */
  Told compensation() {
    return new Told(new CompensationJob(), arguments(settings.ofCompensation()));
  }

  /** Sampled rows are few. */
  private PlatformJobs alone() {
    return new PlatformJobs(kafka, clickHouse, rules, 1, settings);
  }

  private List<String> arguments(List<String> own) {
    List<String> shared =
        List.of(
            "--kafka", kafka,
            "--clickhouse", clickHouse.url(),
            "--clickhouse-user", clickHouse.user(),
            "--clickhouse-password", clickHouse.password(),
            "--clickhouse-database", clickHouse.database(),
            "--parallelism", Integer.toString(parallelism));
    return Stream.concat(shared.stream(), own.stream()).toList();
  }
}
