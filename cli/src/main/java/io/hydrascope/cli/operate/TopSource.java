package io.hydrascope.cli.operate;

import io.hydrascope.cli.operate.TopFrame.WatchedComponent;
import io.hydrascope.platform.DroppedMessages;
import io.hydrascope.platform.FlinkReports;
import io.hydrascope.platform.KafkaReports;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.FragileComponent;
import io.hydrascope.storage.query.ProgressQueries;
import io.hydrascope.storage.query.RevisionProgress;
import io.hydrascope.storage.query.StorageQueries;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the tables, and Kafka where one is known, and compares with the look before. */
final class TopSource {
  private final ProgressQueries progress;
  private final StorageQueries queries;
  private final Optional<KafkaReports> kafka;
  private final Optional<FlinkReports> flink;
  private final int componentsShown;
  private final Clock clock;
  private final Map<String, Double> before = new HashMap<>();

  TopSource(
      ClickHouseEndpoint endpoint,
      Optional<KafkaReports> kafka,
      Optional<FlinkReports> flink,
      int componentsShown,
      Clock clock) {
    this.progress = new ProgressQueries(endpoint);
    this.queries = new StorageQueries(endpoint);
    this.kafka = kafka;
    this.flink = flink;
    this.componentsShown = componentsShown;
    this.clock = clock;
  }

  /**
   * @throws IOException if Flink does not answer
   */
  TopFrame look() throws IOException {
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
        revisions,
        kafka.map(KafkaReports::lag).orElse(Map.of()),
        new DroppedMessages(flink, kafka).byJob(),
        flink.isPresent() ? flink.get().counters() : FlinkReports.JobCounters.NONE,
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
