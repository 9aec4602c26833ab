package io.hydrascope.benchmarks.soak;

import io.hydrascope.benchmarks.CommandProcess;
import io.hydrascope.platform.PlatformDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code hydrascope up} as a user starts it, in a process of its own. */
final class SoakedPlatform implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofMinutes(6);
  private static final Duration END_LIMIT = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 200;

  private final Process process;
  private final Path log;
  private final PlatformDirectory.Endpoints endpoints;

  private SoakedPlatform(Process process, Path log, PlatformDirectory.Endpoints endpoints) {
    this.process = process;
    this.log = log;
    this.endpoints = endpoints;
  }

  /** Returns when the jobs have been submitted. */
  static SoakedPlatform start(Path data, List<String> options) throws Exception {
    Path log = data.resolveSibling(data.getFileName() + ".up.log");
    List<String> arguments = new ArrayList<>(List.of("up", "--json", "--data", data.toString()));
    arguments.addAll(options);
    Process process = CommandProcess.start(arguments, log);
    try {
      return new SoakedPlatform(process, log, await(process, log, new PlatformDirectory(data)));
    } catch (Exception e) {
      process.destroy();
      throw e;
    }
  }

  private static PlatformDirectory.Endpoints await(
      Process process, Path log, PlatformDirectory directory) throws Exception {
    long end = System.nanoTime() + READY_LIMIT.toNanos();
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw new IOException("up ended with %d, see %s".formatted(process.exitValue(), log));
      }
      Optional<PlatformDirectory.Endpoints> running = directory.running();
      if (running.isPresent() && new FlinkLooks(running.get().flink()).areJobsRunning()) {
        return running.get();
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IOException("up was not ready after %s, see %s".formatted(READY_LIMIT, log));
  }

  PlatformDirectory.Endpoints endpoints() {
    return endpoints;
  }

  /** The command and every process that it started. */
  List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
    process.descendants().forEach(all::add);
    return all;
  }

  /**
   * The process of a part.
   *
   * @param word of its command line
   */
  long pidOf(String word) throws IOException {
    for (ProcessHandle each : processes()) {
      Path commandLine = Path.of("/proc", Long.toString(each.pid()), "cmdline");
      if (Files.isReadable(commandLine) && Files.readString(commandLine).contains(word)) {
        return each.pid();
      }
    }
    throw new IOException("up has no process " + word);
  }

  void requireRunning() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("up ended with %d, see %s".formatted(process.exitValue(), log));
    }
  }

  /** As Ctrl-C does. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("up did not end within %s, see %s".formatted(END_LIMIT, log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
