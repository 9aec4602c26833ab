package io.hydrascope.cli.platform;

import io.hydrascope.cli.Failures;
import io.hydrascope.cli.Progress;
import io.hydrascope.embedded.EmbeddedPlatform;
import io.hydrascope.embedded.PlatformSettings;
import io.hydrascope.embedded.StartProgress;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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

  /** On any free ports. */
  public static LocalPlatform start(Path data, Path jobJar, String baseRevision, Progress progress)
      throws Exception {
    return start(data, PlatformPorts.free(), jobJar, baseRevision, progress);
  }

  /**
   * @param jobJar the Flink jobs
   * @param baseRevision that the other revisions are compared with
   */
  public static LocalPlatform start(
      Path data, PlatformPorts ports, Path jobJar, String baseRevision, Progress progress)
      throws Exception {
    PlatformDirectory directory = PlatformDirectory.create(data);
    EmbeddedPlatform servers = EmbeddedPlatform.start(settings(data, ports), told(progress));
    LocalPlatform platform = new LocalPlatform(directory, servers);
    try {
      PlatformJobs jobs = platform.jobs(baseRevision);
      Preparation.of(jobs, progress);
      directory.write(platform.endpoints());
      List<SubmittedJob> submitted = LocalJobs.submit(jobs, servers.flink(), directory, jobJar);
      progress.say("%-10s %d submitted".formatted("jobs", submitted.size()));
      return platform;
    } catch (Exception e) {
      platform.close();
      throw e;
    }
  }

  private static PlatformSettings settings(Path data, PlatformPorts ports) {
    PlatformSettings settings = PlatformSettings.in(data);
    return new PlatformSettings(
        settings.kafka().withPort(ports.kafka()),
        Reader.restricted(settings.clickHouse()).withHttpPort(ports.clickHouse()),
        settings.flink().withRestPort(ports.flink()));
  }

  private static StartProgress told(Progress progress) {
    return (part, state, elapsed) ->
        progress.say("%-10s %s".formatted(part, state.name().toLowerCase(java.util.Locale.ROOT)));
  }

  private PlatformJobs jobs(String baseRevision) {
    return new PlatformJobs(
        kafkaBootstrapServers(), owner(), baseRevision, PlatformJobs.DEFAULT_PARALLELISM);
  }

  /** How to reach it; the same as in its directory's {@code endpoints.json}. */
  public PlatformDirectory.Endpoints endpoints() {
    return new PlatformDirectory.Endpoints(
        ProcessHandle.current().pid(),
        PlatformDirectory.startedMillis(ProcessHandle.current()),
        servers.kafka().bootstrapServers(),
        servers.flink().restUrl().toString(),
        servers.clickHouse().httpUrl().toString(),
        servers.clickHouse().reader().user(),
        servers.clickHouse().reader().password(),
        servers.clickHouse().owner().user(),
        servers.clickHouse().owner().password());
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
