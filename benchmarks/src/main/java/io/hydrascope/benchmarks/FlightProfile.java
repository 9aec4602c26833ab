package io.hydrascope.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where this process spends its time, by Java Flight Recorder: each sample of a running thread
 * counts for the innermost frame of a known owner. Threads that wait are not sampled, and native
 * code is not seen.
 */
public final class FlightProfile implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final String OURS = "io.hydrascope.";
  private static final String BENCHMARKS = OURS + "benchmarks.";
  private static final String ELSEWHERE = "elsewhere";

  /** What others' packages are called; a longer one before a shorter. */
  private static final Map<String, String> LIBRARIES = libraries();

  private final Recording recording = new Recording();

  /**
   * @param where a class of ours or a library
   * @param share of all samples
   */
  public record TimeShare(String where, double share) {}

  private FlightProfile() {
    recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
    recording.start();
  }

  public static FlightProfile start() {
    return new FlightProfile();
  }

  private static Map<String, String> libraries() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(
        "com.clickhouse.client.api.internal.CompressedBlock",
        "LZ4 and checksums of ClickHouse's client");
    names.put("net.jpountz.", "LZ4 and checksums of ClickHouse's client");
    names.put("com.clickhouse.", "ClickHouse's client");
    names.put("org.apache.hc.", "ClickHouse's client");
    names.put("org.apache.arrow.", "Arrow");
    names.put("org.apache.kafka.", "Kafka's client");
    names.put("org.apache.flink.api.common.typeutils.", "Flink: serialisers");
    names.put("org.apache.flink.api.java.typeutils.", "Flink: serialisers");
    names.put("org.apache.flink.core.memory.", "Flink: serialisers");
    names.put("org.apache.flink.runtime.state.", "Flink: state");
    names.put("org.apache.flink.runtime.io.", "Flink: network");
    names.put("org.apache.flink.", "Flink: everything else");
    names.put("com.fasterxml.jackson.", "Jackson");
    return names;
  }

  /** Ends the recording; the largest shares first. */
  public List<TimeShare> shares() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("profile", ".jfr");
    try {
      recording.dump(file);
      Map<String, Integer> counts = new LinkedHashMap<>();
      try (RecordingFile events = new RecordingFile(file)) {
        while (events.hasMoreEvents()) {
          counts.merge(owner(events.readEvent()), 1, Integer::sum);
        }
      }
      double all = counts.values().stream().mapToInt(Integer::intValue).sum();
      return counts.entrySet().stream()
          .map(entry -> new TimeShare(entry.getKey(), entry.getValue() / all))
          .sorted(Comparator.comparingDouble(TimeShare::share).reversed())
          .toList();
    } finally {
      Files.delete(file);
    }
  }

  private static String owner(RecordedEvent sample) {
    if (sample.getStackTrace() == null) {
      return ELSEWHERE;
    }
    return sample.getStackTrace().getFrames().stream()
        .map(FlightProfile::type)
        .flatMap(FlightProfile::known)
        .findFirst()
        .orElse(ELSEWHERE);
  }

  private static String type(RecordedFrame frame) {
    return frame.getMethod().getType().getName();
  }

  private static Stream<String> known(String type) {
    if (type.startsWith(OURS) && !type.startsWith(BENCHMARKS)) {
      return Stream.of(type.substring(type.lastIndexOf('.') + 1).replaceAll("\\$.*", ""));
    }
    return LIBRARIES.entrySet().stream()
        .filter(library -> type.startsWith(library.getKey()))
        .map(Map.Entry::getValue)
        .limit(1);
  }

  @Override
  public void close() {
    recording.close();
  }
}
