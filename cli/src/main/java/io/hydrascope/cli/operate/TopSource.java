package io.hydrascope.cli.operate;

import io.hydrascope.cli.operate.TopFrame.WatchedComponent;
import io.hydrascope.platform.DroppedMessages;
import io.hydrascope.platform.FlinkReports;
import io.hydrascope.platform.KafkaReports;
import io.hydrascope.platform.watch.Finding;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.FragileComponent;
import io.hydrascope.storage.query.ProgressQueries;
import io.hydrascope.storage.query.QueryException;
import io.hydrascope.storage.query.RevisionProgress;
import io.hydrascope.storage.query.StorageQueries;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the tables, and Kafka where one is known, and compares with the look before. */
final class TopSource {
  private final ProgressQueries progress;
  private final StorageQueries queries;
  private final Servers servers;
  private final int componentsShown;
  private final Clock clock;
  private final Map<String, Double> before = new HashMap<>();

  /**
   * What is asked beside the tables, where it is known.
   *
   * @param health what the platform's watcher says
   */
  record Servers(
      Optional<KafkaReports> kafka, Optional<FlinkReports> flink, Supplier<List<Finding>> health) {}

  TopSource(ClickHouseEndpoint endpoint, Servers servers, int componentsShown, Clock clock) {
    this.progress = new ProgressQueries(endpoint);
    this.queries = new StorageQueries(endpoint);
    this.servers = servers;
    this.componentsShown = componentsShown;
    this.clock = clock;
  }

  /**
   * Of a platform with a problem, what can be known.
   *
   * @throws IOException if Flink does not answer
   */
  TopFrame look() throws IOException {
    List<Finding> health = servers.health().get();
    try {
      return look(health);
    } catch (IOException | QueryException | IllegalStateException e) {
      if (health.stream().noneMatch(Finding::isProblem)) {
        throw e;
      }
      return new TopFrame(
          clock.instant(),
          health,
          List.of(),
          Map.of(),
          Map.of(),
          FlinkReports.JobCounters.NONE,
          List.of(),
          List.of());
    }
  }

  private TopFrame look(List<Finding> health) throws IOException {
    List<RevisionProgress> revisions = progress.revisions();
    List<WatchedComponent> fragile = new ArrayList<>();
    for (RevisionProgress revision : revisions) {
      for (FragileComponent component :
          queries.mostFragile(revision.model(), revision.revision(), componentsShown)) {
        fragile.add(
            moved(new WatchedComponent(revision.model(), revision.revision(), component, null)));
      }
    }
    return new TopFrame(
        clock.instant(),
        health,
        revisions,
        servers.kafka().map(KafkaReports::lag).orElse(Map.of()),
        new DroppedMessages(servers.flink(), servers.kafka()).byJob(),
        servers.flink().isPresent()
            ? servers.flink().get().counters()
            : FlinkReports.JobCounters.NONE,
        fragile,
        queries.openAlerts());
  }

  private WatchedComponent moved(WatchedComponent now) {
    @Nullable Double last = before.put(now.key(), now.mean());
    return last == null
        ? now
        : new WatchedComponent(now.model(), now.revision(), now.component(), now.mean() - last);
  }
}
