package io.hydrascope.benchmarks.soak;

import io.hydrascope.platform.KafkaReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything that was seen of one {@code up}. */
final class Looks {
  /** Kafka makes its indexes as large as they may become. */
  private static final String SEGMENTS = ".log";

  private static final String EVERY_FILE = "";

  private final SoakedPlatform up;
  private final Path data;
  private final Tables tables;
  private final FlinkLooks flink;
  private final KafkaReports kafka;
  private final long start;
  private final List<Sample> samples = new ArrayList<>();
  private final Map<String, FlinkLooks.Checkpoint> checkpoints = new LinkedHashMap<>(); // id →

  /**
   * @param start {@link System#nanoTime} of the first prompt
   */
  Looks(SoakedPlatform up, Path data, Tables tables, long start) {
    this.up = up;
    this.data = data;
    this.tables = tables;
    this.flink = new FlinkLooks(up.endpoints().flink());
    this.kafka = new KafkaReports(up.endpoints().kafkaBootstrapServers());
    this.start = start;
  }

  Sample look() throws IOException {
    up.requireRunning();
    Map<String, Long> newestState = new HashMap<>();
    for (FlinkLooks.Checkpoint each : flink.checkpoints()) {
      checkpoints.put(each.id(), each);
      newestState.merge(each.job(), each.stateBytes(), Math::max);
    }
    Sample sample =
        new Sample(
            (System.nanoTime() - start) / 1e9,
            tables.effects(),
            Residents.of(up.processes()),
            flink.heaps(),
            newestState.values().stream().mapToLong(Long::longValue).sum(),
            bytes(data.resolve("kafka"), SEGMENTS),
            bytes(data.resolve("flink"), EVERY_FILE),
            tables.sizes());
    samples.add(sample);
    return sample;
  }

  /** Messages by which the slowest job is behind. */
  long unread() {
    return kafka.lag().values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  /**
   * @param fromMillis of the clock, by when a checkpoint began
   */
  CheckpointTimes checkpoints(long fromMillis, long toMillis) {
    return CheckpointTimes.of(
        checkpoints.values().stream()
            .filter(each -> each.startedMillis() >= fromMillis && each.startedMillis() < toMillis)
            .toList());
  }

  /** Files come and go meanwhile. */
  private static long bytes(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).mapToLong(Looks::size).sum();
    } catch (UncheckedIOException e) {
      return bytesAgain(folder, suffix, e);
    }
  }

  /** A folder that went away ends a walk. */
  private static long bytesAgain(Path folder, String suffix, UncheckedIOException first)
      throws IOException {
    if (!(first.getCause() instanceof NoSuchFileException)) {
      throw first.getCause();
    }
    return bytes(folder, suffix);
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
