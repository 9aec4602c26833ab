package io.hydrascope.platform.watch;

import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The room on the disk of a data directory. A part that a full disk ended is started again once
 * there is room: tries before that would only be used up.
 */
public final class DiskRoom {
  /** With less, a part that starts would end again. */
  static final long LEAST_BYTES = 64L << 20;

  /** With less, a person should do something. */
  static final long SHORT_BYTES = 512L << 20;

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Path directory;
  private final Consumer<String> told;

  public DiskRoom(Path directory, Consumer<String> told) {
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

  /** Whether there is enough. */
  public List<Finding> finding() {
    long free = free();
    String found = "%,d MB free for %s".formatted(free >> 20, directory);
    if (free >= SHORT_BYTES) {
      return List.of(Finding.ok("disk", found));
    }
    String how = free < LEAST_BYTES ? "full: " : "nearly full: ";
    return List.of(
        Finding.problem(
            "disk",
            how + found,
            "free %,d MB; what waits for room goes on by itself".formatted(SHORT_BYTES >> 20)));
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
