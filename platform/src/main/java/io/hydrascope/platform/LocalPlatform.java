package io.hydrascope.platform;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.alerting.rules.AlertFile;
import io.hydrascope.alerting.rules.AlertRules;
import io.hydrascope.alerting.rules.BaseSelection;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.alerting.topic.AlertTopics;
import io.hydrascope.alerting.topic.Notifier;
import io.hydrascope.embedded.EmbeddedPlatform;
import io.hydrascope.embedded.PlatformSettings;
import io.hydrascope.embedded.StartProgress;
import io.hydrascope.platform.watch.Supervisor;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The platform without an agent on this machine: the three servers, the tables, the topics and the
 * jobs, which resume where an earlier run on the same directory ended.
 */
public final class LocalPlatform implements AutoCloseable {
  private final EmbeddedPlatform servers;
  private final AlertFile alerts;
  private final EndpointsAtExit endpointsAtExit;
  private @Nullable Notifier notifier;
  private @Nullable Supervisor supervisor;

  private LocalPlatform(PlatformDirectory directory, EmbeddedPlatform servers, AlertFile alerts) {
    this.servers = servers;
    this.alerts = alerts;
    endpointsAtExit = new EndpointsAtExit(directory);
  }

  /** On any free ports, with the standard retention. */
  public static LocalPlatform start(Path data, Path jobJar, String baseRevision, Progress progress)
      throws Exception {
    return start(data, jobJar, PlatformSetup.of(baseRevision), progress);
  }

  /**
   * @param jobJar the Flink jobs
   */
  public static LocalPlatform start(Path data, Path jobJar, PlatformSetup setup, Progress progress)
      throws Exception {
    PlatformDirectory directory = PlatformDirectory.create(data);
    AlertFile alerts = alerts(directory, setup.baseRevision());
    EmbeddedPlatform servers =
        EmbeddedPlatform.start(settings(data, setup.ports()), told(progress));
    LocalPlatform platform = new LocalPlatform(directory, servers, alerts);
    try {
      PlatformJobs jobs = platform.jobs().with(setup.jobs());
      progress.await("creating tables and topics");
      Preparation.of(jobs, setup.retention(), progress);
      directory.write(setup.jobs());
      platform.endpointsAtExit.begin();
      directory.write(platform.endpoints());
      progress.await("submitting the jobs");
      JobStarter starter =
          new JobStarter(
              servers.flink().restUrl(), servers.flink().checkpoints(), directory, jobJar);
      List<SubmittedJob> submitted = starter.startAll(jobs);
      progress.say("%-10s %d submitted".formatted("jobs", submitted.size()));
      platform.startAlerts();
      platform.supervisor = Supervisor.start(watched(data, servers, jobs, starter), progress::say);
      return platform;
    } catch (Exception e) {
      platform.close();
      throw e;
    }
  }

  private static Supervisor.Watched watched(
      Path data, EmbeddedPlatform servers, PlatformJobs jobs, JobStarter starter) {
    List<KeptJob> kept = jobs.all().stream().map(told -> new KeptJob(told, starter)).toList();
    List<String> names = kept.stream().map(KeptJob::name).toList();
    FlinkReports flink = new FlinkReports(starter.restUrl());
    return new Supervisor.Watched(
        data, servers.processes(), kept, since -> flink.tryFlowSince(names, since));
  }

  private static PlatformSettings settings(Path data, PlatformPorts ports) {
    PlatformSettings settings = PlatformSettings.in(data);
    return new PlatformSettings(
        settings.kafka().withPort(ports.kafka()),
        ReadAccess.restricted(settings.clickHouse()).withHttpPort(ports.clickHouse()),
        settings.flink().withRestPort(ports.flink()));
  }

  private static StartProgress told(Progress progress) {
    return (part, state, elapsed) -> {
      progress.say("%-10s %s".formatted(part, state.name().toLowerCase(java.util.Locale.ROOT)));
      progress.await("waiting for Kafka, ClickHouse and Flink");
    };
  }

  private static AlertFile alerts(PlatformDirectory directory, String base) throws IOException {
    return Files.exists(directory.alerts())
        ? AlertFile.read(directory.alerts())
        : new AlertFile(AlertRules.defaults(BaseSelection.parse(base)), List.of());
  }

  /** A job that resumed has the rules of before: it is told those of today. */
  private void startAlerts() throws InterruptedException {
    new AlertTopics(kafkaBootstrapServers()).tell(new ControlMessage.Rules(alerts.rules()));
    notifier = Notifier.start(kafkaBootstrapServers(), alerts.routes(), System.getenv());
  }

  /** What the revisions are compared for. */
  public AlertRules rules() {
    return alerts.rules();
  }

  private PlatformJobs jobs() {
    return new PlatformJobs(
        kafkaBootstrapServers(), owner(), alerts.rules(), PlatformJobs.DEFAULT_PARALLELISM);
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
    return ReadAccess.endpoint(servers.clickHouse(), servers.clickHouse().owner());
  }

  /**
   * Which part ends again and again, why, and where its log is; empty while all run or are started
   * again.
   */
  public Optional<String> ended() {
    return supervisor == null ? Optional.empty() : supervisor.givenUp();
  }

  public EmbeddedPlatform servers() {
    return servers;
  }

  @Override
  public void close() {
    endpointsAtExit.close();
    if (supervisor != null) {
      supervisor.close();
    }
    if (notifier != null) {
      notifier.close();
    }
    servers.close();
  }
}
