package io.hydrascope.benchmarks.chaos;

import io.hydrascope.benchmarks.CommandProcess;
import io.hydrascope.platform.PlatformDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code ./hydrascope up}, as anybody starts it. */
final class UpProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 200;

  private final PlatformDirectory data;
  private final Path log;
  private Process process;

  UpProcess(PlatformDirectory data, Path log) throws IOException {
    this.data = data;
    this.log = log;
    process = start();
  }

  private Process start() throws IOException {
    return CommandProcess.start(List.of("up", "--data", data.root().toString()), log);
  }

  /** Returns once the platform says that it is well. */
  PlatformDirectory.Endpoints awaitWell() throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      Optional<PlatformDirectory.Endpoints> running = data.running();
      // Without jobs, a platform that is starting has nothing to say yet.
      if (running.isPresent() && isWell(running.get())) {
        return running.get();
      }
      if (!process.isAlive()) {
        throw new IllegalStateException("up has ended, see " + log);
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IllegalStateException("up is not well after %s, see %s".formatted(LIMIT, log));
  }

  private static boolean isWell(PlatformDirectory.Endpoints endpoints) {
    var findings = endpoints.health();
    return findings.stream().anyMatch(finding -> finding.check().startsWith("process-"))
        && findings.stream().noneMatch(finding -> finding.isProblem());
  }

  /**
   * SIGKILL to one of its processes.
   *
   * @param mainClass in its command line
   */
  void killPart(String mainClass) {
    ProcessHandle part =
        process
            .descendants()
            .filter(child -> commandLine(child).contains(mainClass))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("up has no process " + mainClass));
    part.destroyForcibly();
    part.onExit().join();
  }

  /** All of it: Java gives the first 4 KiB, and a class path is longer. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return ""; // it has just ended
    }
  }

  /** SIGKILL to the command itself. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  void startAgain() throws IOException {
    process = start();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
