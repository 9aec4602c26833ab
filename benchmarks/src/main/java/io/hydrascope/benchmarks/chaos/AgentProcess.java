package io.hydrascope.benchmarks.chaos;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/** {@link ChaosAgent} in a process of its own; its spool lies beside its log. */
final class AgentProcess {
  private final List<String> command;
  private final Path log;
  private Process process;

  AgentProcess(Path log, String kafka, int fromPrompt, int endPrompt, long pauseMillis)
      throws IOException {
    this.log = log;
    command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            ChaosAgent.class.getName(),
            kafka,
            Integer.toString(fromPrompt),
            Integer.toString(endPrompt),
            Long.toString(pauseMillis),
            log.resolveSibling("agent-spool").toString());
    process = start();
  }

  private Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .start();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  void startAgain() throws IOException {
    process = start();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  boolean hasFinished() {
    return !process.isAlive() && process.exitValue() == 0;
  }
}
