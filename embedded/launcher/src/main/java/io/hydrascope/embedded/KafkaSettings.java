package io.hydrascope.embedded;

import java.nio.file.Path;

/**
 * One Kafka node.
 *
 * @param port of the broker; 0 chooses a free one
 */
public record KafkaSettings(Path dataDirectory, int port, int heapMegabytes) {
  /** What the node takes beside its heap. */
  public static final int OUTSIDE_HEAP_MEGABYTES = 128;

  public KafkaSettings {
    LocalPort.requireValid("kafka port", port);
    Memory.requireAtLeast("kafka heapMegabytes", heapMegabytes, 128);
  }

  public static KafkaSettings in(Path dataDirectory) {
    return new KafkaSettings(dataDirectory, 0, 384);
  }

  public KafkaSettings withPort(int newPort) {
    return new KafkaSettings(dataDirectory, newPort, heapMegabytes);
  }

  public KafkaSettings withHeapMegabytes(int newHeapMegabytes) {
    return new KafkaSettings(dataDirectory, port, newHeapMegabytes);
  }

  int memoryMegabytes() {
    return heapMegabytes + OUTSIDE_HEAP_MEGABYTES;
  }
}
