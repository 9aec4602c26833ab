package io.hydrascope.platform;

import io.hydrascope.embedded.EmbeddedPlatform;
import io.hydrascope.embedded.FlinkAccess;
import io.hydrascope.platform.watch.DiskRoom;
import io.hydrascope.platform.watch.HealthServer;
import io.hydrascope.platform.watch.Supervisor;
import io.hydrascope.platform.watch.Watcher;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who looks at a platform of this machine, says how it is, and mends it. */
final class PlatformWatch implements AutoCloseable {
  private static final Duration OFTEN = Duration.ofSeconds(2);
  private static final Duration SELDOM = Duration.ofSeconds(10);
  private static final String MENDED =
      "the platform submits it again; read flink/jobmanager.log in --data";

  private final Consumer<String> told;
  private final Watcher watcher;
  private final HealthServer server;
  private @Nullable Supervisor supervisor;

  private PlatformWatch(Consumer<String> told, Watcher watcher, HealthServer server) {
    this.told = told;
    this.watcher = watcher;
    this.server = server;
  }

  /**
   * @param port where {@code /health} is answered; 0 for a free one
   * @throws BadInputException if the port is taken
   */
  static PlatformWatch start(int port, Consumer<String> told) {
    Watcher watcher = new Watcher(Clock.systemUTC(), told);
    try {
      watcher.starting("the jobs are not submitted yet");
      return new PlatformWatch(told, watcher, HealthServer.start(port, watcher::health));
    } catch (IOException e) {
      throw new BadInputException(OneLine.of(e) + ", with up --new-ports");
    }
  }

  private void look(Path data, EmbeddedPlatform servers, PlatformDirectory.Endpoints endpoints) {
    DiskRoom room = new DiskRoom(data, told);
    FlinkAccess flink = servers.flink().access();
    String kafka = endpoints.kafkaBootstrapServers();
    watcher.begin("disk", OFTEN, room::finding);
    watcher.begin("jobs", OFTEN, new FlinkChecks(flink, Clock.systemUTC(), MENDED));
    watcher.begin("kafka", SELDOM, () -> List.of(PlatformChecks.kafka(kafka)));
    watcher.begin(
        "clickhouse", SELDOM, () -> List.of(PlatformChecks.clickHouseAnswers(endpoints.owner())));
    watcher.begin(
        "confinement",
        SELDOM,
        () -> List.of(PlatformChecks.confinement(servers.clickHouse().unconfined())));
    watcher.begin(
        JobLoss.DELETED.check(),
        SELDOM,
        new JobLossCheck(JobLoss.DELETED, DroppedMessages.of(flink, kafka)::byJob, told));
    CounterSums counters = new CounterSums(new FlinkReports(flink));
    watcher.begin(
        JobLoss.SET_ASIDE.check(),
        SELDOM,
        new JobLossCheck(JobLoss.SET_ASIDE, counters::rowsSetAside, told));
  }

  /** Begins to look and to mend, once the jobs are submitted. */
  void begin(
      PlatformDirectory.Endpoints endpoints,
      EmbeddedPlatform servers,
      PlatformJobs jobs,
      JobStarter starter) {
    Path data = starter.directory().root();
    List<KeptJob> kept = jobs.all().stream().map(each -> new KeptJob(each, starter)).toList();
    FlinkReports flink = new FlinkReports(starter.flink());
    Supervisor started =
        Supervisor.start(
            new Supervisor.Watched(
                data,
                servers.processes(),
                kept,
                since -> flink.tryFlowSince(PlatformJobs.names(), since)),
            told);
    supervisor = started;
    watcher.begin("processes", OFTEN, started::processes);
    look(data, servers, endpoints);
    watcher.started();
  }

  int healthPort() {
    return server.port();
  }

  URI healthUrl() {
    return server.url();
  }

  /** Which part ends again and again, why, and where its log is. */
  Optional<String> givenUp() {
    return supervisor == null ? Optional.empty() : supervisor.givenUp();
  }

  @Override
  public void close() {
    if (supervisor != null) {
      supervisor.close();
    }
    watcher.close();
    server.close();
  }
}
