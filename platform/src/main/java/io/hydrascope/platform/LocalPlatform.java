package io.hydrascope.platform;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.alerting.rules.AlertFile;
import io.hydrascope.alerting.rules.AlertRules;
import io.hydrascope.alerting.rules.BaseSelection;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.alerting.topic.AlertTopics;
import io.hydrascope.alerting.topic.Notifier;
import io.hydrascope.embedded.DirectoryLock;
import io.hydrascope.embedded.EmbeddedPlatform;
import io.hydrascope.embedded.PlatformSettings;
import io.hydrascope.embedded.PortInUseException;
import io.hydrascope.embedded.StartProgress;
import io.hydrascope.platform.watch.Finding;
import io.hydrascope.schemas.text.BadInputException;
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
  private final DirectoryLock lock;
  private final EmbeddedPlatform servers;
  private final PlatformWatch watch;
  private final AlertFile alerts;
  private final EndpointsAtExit endpointsAtExit;
  private @Nullable Notifier notifier;

  /** What is to be closed. */
  private record Owned(DirectoryLock lock, EmbeddedPlatform servers, PlatformWatch watch) {}

  private LocalPlatform(PlatformDirectory directory, Owned owned, AlertFile alerts) {
    lock = owned.lock();
    servers = owned.servers();
    watch = owned.watch();
    this.alerts = alerts;
    endpointsAtExit = new EndpointsAtExit(directory);
  }

  /** At the addresses of before, with the standard retention. */
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
    DirectoryLock lock = directory.lock();
    LocalPlatform platform;
    try {
      platform = servers(directory, lock, setup, progress);
    } catch (Exception e) {
      lock.close();
      throw e;
    }
    try {
      EmbeddedPlatform servers = platform.servers;
      directory.write(platform.access());
      PlatformJobs jobs = platform.jobs().with(setup.jobs());
      progress.await("creating tables and topics");
      Preparation.of(jobs, setup.retention(), Optional.of(topicBytes(setup, data)), progress);
      directory.write(setup.jobs());
      platform.endpointsAtExit.begin();
      directory.write(platform.endpoints());
      progress.await("submitting the jobs");
      JobStarter starter =
          new JobStarter(
              servers.flink().access(), servers.flink().checkpoints(), directory, jobJar);
      List<SubmittedJob> submitted = starter.startAll(jobs);
      progress.say("%-10s %d submitted".formatted("jobs", submitted.size()));
      platform.startAlerts();
      platform.watch.begin(platform.endpoints(), servers, jobs, starter);
      return platform;
    } catch (Exception e) {
      platform.close();
      throw e;
    }
  }

  /** The three servers, at the addresses and with the passwords of before. */
  private static LocalPlatform servers(
      PlatformDirectory directory, DirectoryLock lock, PlatformSetup setup, Progress progress)
      throws IOException {
    AlertFile alerts = alerts(directory, setup.baseRevision());
    PlatformAccess access = directory.access().chosen(setup.access());
    PlatformWatch watch = PlatformWatch.start(access.ports().health(), progress::say);
    try {
      progress.say("%-10s %s".formatted("memory", setup.limits().memory().text()));
      PlatformSettings settings =
          restricted(setup.limits().memory().applied(settings(directory.root(), access)));
      EmbeddedPlatform servers = EmbeddedPlatform.start(settings, told(progress));
      Finding confinement = PlatformChecks.confinement(servers.clickHouse().unconfined());
      if (confinement.state() != Finding.State.OK) {
        progress.say(confinement.oneLine());
      }
      return new LocalPlatform(directory, new Owned(lock, servers, watch), alerts);
    } catch (PortInUseException e) {
      watch.close();
      throw new BadInputException(
          "port %d of %s belongs to another program now: end that program, or give the platform new ports with up --new-ports or --%s-port, which agents and scripts must then be told"
              .formatted(e.port(), e.part(), e.part()));
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
  }

  private static PlatformSettings settings(Path data, PlatformAccess access) {
    PlatformSettings settings = PlatformSettings.in(data);
    PlatformPorts ports = access.ports();
    return new PlatformSettings(
        settings.kafka().withPort(ports.kafka()),
        settings.clickHouse().withHttpPort(ports.clickHouse()).withLogins(access.logins()),
        settings.flink().withRestPort(ports.flink()));
  }

  /** What a reader may take follows from what the server has. */
  private static PlatformSettings restricted(PlatformSettings settings) {
    return new PlatformSettings(
        settings.kafka(), ReadAccess.restricted(settings.clickHouse()), settings.flink());
  }

  private static TopicBytes topicBytes(PlatformSetup setup, Path data) throws IOException {
    return setup.limits().topics().isPresent()
        ? setup.limits().topics().get()
        : TopicBytes.ofDisk(PlatformSettings.in(data).kafka().dataDirectory());
  }

  /** What the next start on the directory takes. */
  private PlatformAccess access() {
    return new PlatformAccess(
        new PlatformPorts(
            servers.kafka().port(),
            servers.clickHouse().httpUrl().getPort(),
            servers.flink().restUrl().getPort(),
            watch.healthPort()),
        servers.clickHouse().owner().password(),
        servers.clickHouse().reader().password());
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
        servers.flink().key().store().toString(),
        servers.flink().key().password(),
        servers.clickHouse().httpUrl().toString(),
        servers.clickHouse().reader().user(),
        servers.clickHouse().reader().password(),
        servers.clickHouse().owner().user(),
        servers.clickHouse().owner().password(),
        watch.healthUrl().toString());
  }

  /** What a person is told. A reader of an engine that nothing confines could read every file. */
  public PlatformDirectory.Addresses addresses() {
    PlatformDirectory.Addresses all = endpoints().addresses();
    return servers.clickHouse().unconfined().isPresent() ? all.withoutReader() : all;
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
    return watch.givenUp();
  }

  public EmbeddedPlatform servers() {
    return servers;
  }

  @Override
  public void close() {
    endpointsAtExit.close();
    watch.close();
    if (notifier != null) {
      notifier.close();
    }
    try {
      servers.close();
    } finally {
      lock.close();
    }
  }
}
