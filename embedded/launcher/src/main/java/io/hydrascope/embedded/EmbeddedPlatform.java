package io.hydrascope.embedded;

import io.hydrascope.embedded.StartProgress.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Kafka, ClickHouse and Flink, started side by side and stopped in the reverse order. */
public final class EmbeddedPlatform implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final EmbeddedClickHouse clickHouse;
  private final EmbeddedFlink flink;
  private final StartProgress progress;

  private EmbeddedPlatform(
      EmbeddedKafka kafka,
      EmbeddedClickHouse clickHouse,
      EmbeddedFlink flink,
      StartProgress progress) {
    this.kafka = kafka;
    this.clickHouse = clickHouse;
    this.flink = flink;
    this.progress = progress;
  }

  /**
   * Returns when all three are ready; when one fails, the others are stopped and its error is
   * thrown.
   */
  public static EmbeddedPlatform start(PlatformSettings settings, StartProgress progress) {
    requireMemory(settings);
    ExecutorService threads = Executors.newFixedThreadPool(Part.values().length);
    ParallelStart start = new ParallelStart(threads, new TimedProgress(progress));
    try {
      CompletableFuture<EmbeddedKafka> kafka =
          start.part(Part.KAFKA, () -> EmbeddedKafka.start(settings.kafka()));
      CompletableFuture<EmbeddedClickHouse> clickHouse =
          start.part(Part.CLICKHOUSE, () -> EmbeddedClickHouse.start(settings.clickHouse()));
      CompletableFuture<EmbeddedFlink> flink =
          start.part(Part.FLINK, () -> EmbeddedFlink.start(settings.flink()));
      start.await();
      return new EmbeddedPlatform(kafka.join(), clickHouse.join(), flink.join(), progress);
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * @throws EmbeddedException if the machine's free memory is less than the parts' limits together
   */
  public static void requireMemory(PlatformSettings settings) {
    Memory.requireAvailable("kafka, clickhouse and flink", settings.memoryMegabytes());
  }

  /** Every process, for whoever watches over them. */
  public List<PartProcess> processes() {
    List<PartProcess> processes = new ArrayList<>();
    processes.add(kafka.process());
    processes.add(clickHouse.process());
    processes.addAll(flink.processes());
    return processes;
  }

  public EmbeddedKafka kafka() {
    return kafka;
  }

  public EmbeddedClickHouse clickHouse() {
    return clickHouse;
  }

  public EmbeddedFlink flink() {
    return flink;
  }

  @Override
  public void close() {
    TimedProgress stopping = new TimedProgress(progress);
    try (Opened parts = new Opened()) {
      parts.add(() -> stop(Part.KAFKA, kafka::close, stopping));
      parts.add(() -> stop(Part.CLICKHOUSE, clickHouse::close, stopping));
      parts.add(() -> stop(Part.FLINK, flink::close, stopping));
    }
  }

  private static void stop(Part part, Runnable close, TimedProgress progress) {
    close.run();
    progress.changed(part, State.STOPPED);
  }
}
