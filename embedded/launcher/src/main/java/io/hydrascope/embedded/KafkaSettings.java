package io.hydrascope.embedded;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One Kafka node.
 *
 * @param port of the broker; 0 chooses a free one
 * @param logins empty for a node that lets everybody in
 */
public record KafkaSettings(
    Path dataDirectory, int port, int heapMegabytes, Optional<KafkaLogins> logins) {
  /** What the node takes beside its heap. */
  public static final int OUTSIDE_HEAP_MEGABYTES = 128;

  public KafkaSettings {
    LocalPort.requireValid("kafka port", port);
    Memory.requireAtLeast("kafka heapMegabytes", heapMegabytes, 128);
  }

  public static KafkaSettings in(Path dataDirectory) {
    return new KafkaSettings(dataDirectory, 0, 384, Optional.empty());
  }

  public KafkaSettings withPort(int newPort) {
    return new KafkaSettings(dataDirectory, newPort, heapMegabytes, logins);
  }

  public KafkaSettings withHeapMegabytes(int newHeapMegabytes) {
    return new KafkaSettings(dataDirectory, port, newHeapMegabytes, logins);
  }

  /** Lets nobody else in. */
  public KafkaSettings withLogins(KafkaLogins newLogins) {
    return new KafkaSettings(dataDirectory, port, heapMegabytes, Optional.of(newLogins));
  }

  int memoryMegabytes() {
    return heapMegabytes + OUTSIDE_HEAP_MEGABYTES;
  }
}
