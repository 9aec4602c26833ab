package io.hydrascope.platform.watch;

import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The room on the disk of a data directory. A part that a full disk ended is started again once
 * there is room: tries before that would only be used up.
 */
final class DiskRoom {
  /** With less, a part that starts would end again. */
  static final long LEAST_BYTES = 64L << 20;

  /** With less, a person should do something. */
  static final long SHORT_BYTES = 512L << 20;

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Path directory;
  private final Consumer<String> told;

  DiskRoom(Path directory, Consumer<String> told) {
    this.directory = directory;
    this.told = told;
  }

  /** Returns when there is room, or the platform ends. */
  void await(String part, Ending ending) throws InterruptedException {
    if (free() >= LEAST_BYTES) {
      return;
    }
    told.accept(
        "%s waits: the disk of %s is full, %d MB free; it starts again once there are %d MB"
            .formatted(part, directory, free() >> 20, LEAST_BYTES >> 20));
    boolean ends = false;
    while (free() < LEAST_BYTES && !ends) {
      ends = ending.within(LOOK);
    }
  }

  Path directory() {
    return directory;
  }

  /** Bytes; all there can be where the system does not say. */
  long free() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      told.accept("the room on the disk of %s is unknown: %s".formatted(directory, OneLine.of(e)));
      return Long.MAX_VALUE;
    }
  }
}
