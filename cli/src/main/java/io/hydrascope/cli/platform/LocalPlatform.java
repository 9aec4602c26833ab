package io.hydrascope.cli.platform;

import io.hydrascope.cli.Failures;
import io.hydrascope.cli.Progress;
import io.hydrascope.embedded.EmbeddedPlatform;
import io.hydrascope.embedded.PlatformSettings;
import io.hydrascope.embedded.StartProgress;
import io.hydrascope.jobs.compensation.CompensationJob;
import io.hydrascope.jobs.shifts.ShiftJob;
import io.hydrascope.jobs.streams.Job;
import io.hydrascope.jobs.streams.submit.JobSubmission;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The platform without an agent on this machine: the three servers, the tables, the topics and the
 * jobs, which resume where an earlier run on the same directory ended.
 */
public final class LocalPlatform implements AutoCloseable {
  private final PlatformDirectory directory;
  private final EmbeddedPlatform servers;

  private LocalPlatform(PlatformDirectory directory, EmbeddedPlatform servers) {
    this.directory = directory;
    this.servers = servers;
  }

  /**
   * @param jobJar the Flink jobs
   * @param baseRevision that the other revisions are compared with
   */
  public static LocalPlatform start(Path data, Path jobJar, String baseRevision, Progress progress)
      throws Exception {
    PlatformDirectory directory = PlatformDirectory.create(data);
    EmbeddedPlatform servers = EmbeddedPlatform.start(settings(data), told(progress));
    LocalPlatform platform = new LocalPlatform(directory, servers);
    try {
      platform.prepare(progress);
      platform.submitJobs(jobJar, baseRevision, progress);
      return platform;
    } catch (Exception e) {
      platform.close();
      throw e;
    }
  }

  private static PlatformSettings settings(Path data) {
    PlatformSettings settings = PlatformSettings.in(data);
    return new PlatformSettings(
        settings.kafka(), Reader.restricted(settings.clickHouse()), settings.flink());
  }

  private static StartProgress told(Progress progress) {
    return (part, state, elapsed) ->
        progress.say("%-10s %s".formatted(part, state.name().toLowerCase(java.util.Locale.ROOT)));
  }

  private void prepare(Progress progress) throws IOException, InterruptedException {
    List<String> applied = new Migrator(owner(), Deployment.singleServer()).migrate();
    KafkaTopics.create(servers.kafka().bootstrapServers());
    directory.write(
        new PlatformDirectory.Endpoints(
            ProcessHandle.current().pid(),
            PlatformDirectory.startedMillis(ProcessHandle.current()),
            servers.kafka().bootstrapServers(),
            servers.flink().restUrl().toString(),
            servers.clickHouse().httpUrl().toString(),
            servers.clickHouse().reader().user(),
            servers.clickHouse().reader().password()));
    progress.say("%-10s %d migrations applied, topics ready".formatted("tables", applied.size()));
  }

  private void submitJobs(Path jobJar, String baseRevision, Progress progress) throws Exception {
    URI rest = servers.flink().restUrl();
    JobSubmission submission = new JobSubmission(rest.getHost(), rest.getPort(), jobJar);
    JobRecords records = new JobRecords(directory.jobsFile(), servers.flink().checkpoints());
    List<String> shared =
        List.of(
            "--kafka", servers.kafka().bootstrapServers(),
            "--clickhouse", servers.clickHouse().httpUrl().toString(),
            "--clickhouse-user", servers.clickHouse().owner().user(),
            "--clickhouse-password", servers.clickHouse().owner().password());
    submit(submission, records, new CompensationJob(), shared);
    List<String> withBase = new ArrayList<>(shared);
    withBase.addAll(List.of("--base", baseRevision));
    submit(submission, records, new ShiftJob(), withBase);
    progress.say("%-10s compensation and shifts submitted".formatted("jobs"));
  }

  private static void submit(
      JobSubmission submission, JobRecords records, Job job, List<String> arguments)
      throws Exception {
    Optional<String> checkpoint = records.newestCheckpoint(job.name());
    records.remember(job.name(), submission.submit(job, arguments, checkpoint).toHexString());
  }

  public String kafkaBootstrapServers() {
    return servers.kafka().bootstrapServers();
  }

  /** Full access to the tables. */
  public ClickHouseEndpoint owner() {
    return Reader.endpoint(servers.clickHouse(), servers.clickHouse().owner());
  }

  EmbeddedPlatform servers() {
    return servers;
  }

  @Override
  public void close() {
    try {
      directory.forgetEndpoints();
    } catch (IOException e) {
      // A stale file names a process that is gone, so it is ignored like a missing one.
      System.err.println("hydrascope: endpoints.json stays: " + Failures.oneLine(e));
    }
    servers.close();
  }
}
