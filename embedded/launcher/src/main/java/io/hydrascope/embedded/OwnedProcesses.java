package io.hydrascope.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The file that names the processes of a data directory: the owner first, then its children.
 *
 * <pre>
 *  pid startMillis
 * </pre>
 *
 * The start time tells a process from a later one with the same pid; it is 0 where the system does
 * not say.
 */
final class OwnedProcesses {
  private static final Duration END_LIMIT = Duration.ofSeconds(15);

  /** The system derives start times from the boot time, which moves with clock corrections. */
  private static final long SAME_START_MILLIS = 5_000;

  private final Path file;

  OwnedProcesses(Path file) {
    this.file = file;
  }

  String owner() {
    return lines().stream().findFirst().map(line -> line.split(" ", 2)[0]).orElse("unknown");
  }

  void begin() throws IOException {
    Files.writeString(file, line(ProcessHandle.current()));
  }

  void add(ProcessHandle child) {
    try {
      Files.writeString(file, line(child), StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The children of an owner that was killed need a moment to stop. */
  void awaitEndOfPrevious() {
    lines().stream()
        .skip(1)
        .map(OwnedProcesses::running)
        .flatMap(Optional::stream)
        .forEach(OwnedProcesses::awaitEnd);
  }

  private static void awaitEnd(ProcessHandle child) {
    try {
      child.onExit().get(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      child.destroyForcibly();
      child.onExit().join();
    } catch (ExecutionException e) {
      throw new IllegalStateException("pid=" + child.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while waiting for pid " + child.pid(), e);
    }
  }

  private static Optional<ProcessHandle> running(String line) {
    String[] fields = line.split(" ", 2);
    long startMillis = Long.parseLong(fields[1]);
    return ProcessHandle.of(Long.parseLong(fields[0]))
        .filter(ProcessHandle::isAlive)
        .filter(handle -> Math.abs(startMillis(handle) - startMillis) < SAME_START_MILLIS);
  }

  private static String line(ProcessHandle handle) {
    return handle.pid() + " " + startMillis(handle) + "\n";
  }

  private static long startMillis(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
