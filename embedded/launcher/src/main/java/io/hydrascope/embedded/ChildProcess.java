package io.hydrascope.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running child. Its standard input is a pipe that only this process holds: the child stops when
 * the pipe closes, by {@link #close} or by this process's end, however that comes.
 */
final class ChildProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

  /** How the names of files are written. */
  private static final Set<String> LOCALE = Set.of("LANG", "LC_ALL", "LC_CTYPE");

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** The system's exit code of a process that a signal ended is this and the signal. */
  private static final int SIGNAL_BASE = 128;

  private final ChildCommand command;
  private final Process process;

  private ChildProcess(ChildCommand command, Process process) {
    this.command = command;
    this.process = process;
  }

  static ChildProcess start(ChildCommand command) {
    Path log = command.log();
    try {
      keepPrevious(log);
      ProcessBuilder builder = new ProcessBuilder(command.commandLine());
      if (command.part() == Part.CLICKHOUSE) {
        // What nothing confines can read it: file('/proc/self/environ').
        builder.environment().keySet().retainAll(LOCALE);
      }
      builder.environment().putAll(command.environment());
      File output = log.toFile();
      Process process = builder.redirectErrorStream(true).redirectOutput(output).start();
      return new ChildProcess(command, process);
    } catch (IOException e) {
      throw new EmbeddedException(
          "%s cannot start: %s; log %s".formatted(command.name(), e.getMessage(), log), e);
    }
  }

  private static void keepPrevious(Path log) throws IOException {
    if (Files.exists(log)) {
      Path previous = log.resolveSibling(log.getFileName() + ".previous");
      Files.move(log, previous, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  String name() {
    return command.name();
  }

  Path log() {
    return command.log();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until {@code ready}; a child that ends or takes longer than {@code limit} is an error
   * with its reason.
   */
  void awaitReady(BooleanSupplier ready, Duration limit) {
    long start = System.nanoTime();
    while (!ready.getAsBoolean()) {
      if (endsWithin(POLL)) {
        requireAlive();
      }
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new EmbeddedException(
            "%s was not ready within %d s: %s; log %s"
                .formatted(name(), limit.toSeconds(), ChildLog.reason(log()), log()));
      }
    }
  }

  void requireAlive() {
    if (!process.isAlive()) {
      throw new EmbeddedException(
          "%s ended with exit code %d: %s; log %s"
              .formatted(name(), process.exitValue(), ChildLog.reason(log()), log()));
    }
  }

  /** How it ended, with the reason that its log gives where nobody killed it. */
  String end() {
    int code = process.exitValue();
    return code > SIGNAL_BASE
        ? "was killed by signal " + (code - SIGNAL_BASE)
        : "ended with exit code %d (%s)".formatted(code, ChildLog.reason(log()));
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Asks the child to stop and does not wait. */
  void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.debug("pipe of {} was closed already", name(), e);
    }
  }

  @Override
  public void close() {
    closeInput();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} did not stop within {} s and is killed", name(), STOP_LIMIT.toSeconds());
        kill();
      }
    } catch (InterruptedException e) {
      // Whoever interrupts wants this to end now; nothing may be left behind.
      kill();
      Thread.currentThread().interrupt();
    }
  }

  private boolean endsWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while waiting for " + name(), e);
    }
  }
}
