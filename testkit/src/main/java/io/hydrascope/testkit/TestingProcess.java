package io.hydrascope.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM with a main class of the test's choice, on the test's class path, made to be killed. All
 * that it starts inherits a mark in its environment, by which survivors are found even after they
 * have lost their parent.
 */
public final class TestingProcess implements AutoCloseable {
  /**
   * Runs a command in the foreground of a terminal of its own. What comes on standard input is
   * typed there, what the terminal shows goes to standard output.
   */
  private static final String TERMINAL =
      """
      import os, pty, signal, sys, threading
      child, terminal = pty.fork()
      if child == 0:
          signal.signal(signal.SIGINT, signal.SIG_DFL)
          os.execv(sys.argv[1], sys.argv[1:])
      def type_keys():
          while keys := os.read(0, 100):
              os.write(terminal, keys)
      threading.Thread(target=type_keys, daemon=True).start()
      try:
          while shown := os.read(terminal, 4096):
              os.write(1, shown)
      except OSError:
          pass  # nobody has the terminal open any more
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
      """;

  private static final int CTRL_C = 3;
  private static final String MARK = "HYDRASCOPE_PROCESS_HARNESS";
  private static final Path PROC = Path.of("/proc");

  private static final int KILL_SECONDS = 30;

  private final Process parent;
  private final Path output;
  private final String mark;
  private final Set<ProcessHandle> seen = new LinkedHashSet<>();

  private TestingProcess(Process parent, Path output, String mark) {
    this.parent = parent;
    this.output = output;
    this.mark = mark;
  }

  /** Starts {@code main}; its standard output and error go to {@code output}. */
  public static TestingProcess start(Path output, Class<?> main, String... arguments) {
    return start(List.of(), output, main, arguments);
  }

  /** The same in a terminal, where {@link #pressCtrlC} works. Needs python3. */
  public static TestingProcess startInTerminal(Path output, Class<?> main, String... arguments) {
    return start(List.of("python3", "-c", TERMINAL), output, main, arguments);
  }

  private static TestingProcess start(
      List<String> terminal, Path output, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(terminal);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    String mark = UUID.randomUUID().toString();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(MARK, mark);
    // In the environment, so that what survives is listed by its arguments.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    try {
      return new TestingProcess(builder.start(), output, mark);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This JVM's own, so that the child may do what the test may and starts as fast. */
  private static List<String> jvmOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.matches("(--add-opens|-Dhydrascope|-XX:).*"))
        .toList();
  }

  public boolean isRunning() {
    return parent.isAlive();
  }

  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when the process has printed {@code text}; fails at once when it has ended instead. */
  public void awaitOutput(String text, Duration limit) {
    Await.until(
        limit,
        () -> output().contains(text) || !parent.isAlive(),
        () -> "'%s' in: %s".formatted(text, output()));
    if (!output().contains(text)) {
      throw new AssertionError("ended without '%s': %s".formatted(text, output()));
    }
  }

  /** Returns when the process has started {@code count} processes. */
  public void awaitDescendants(int count, Duration limit) {
    Await.until(
        limit,
        () -> descendants().size() >= count,
        () -> "%d descendants in: %s".formatted(count, output()));
  }

  /** Running processes that the parent or its children started. */
  public List<ProcessHandle> descendants() {
    List<ProcessHandle> now = parent.descendants().toList();
    seen.addAll(now);
    return now;
  }

  /** SIGKILL to the parent alone: it cannot clean up. */
  public void killHard() {
    descendants();
    parent.destroyForcibly();
    parent.onExit().join();
  }

  /** SIGTERM to the parent alone. */
  public void terminate() {
    descendants();
    parent.destroy();
  }

  /** The terminal sends SIGINT to all that run in its foreground. */
  public void pressCtrlC() {
    descendants();
    try {
      parent.getOutputStream().write(CTRL_C);
      parent.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a process that ends within {@code limit}. */
  public int exitCode(Duration limit) {
    Await.until(limit, () -> !parent.isAlive(), () -> "end of " + output());
    return parent.exitValue();
  }

  /** What Ctrl-C does: SIGINT to the parent and to all that it started. */
  public void interrupt() {
    List<String> command = new ArrayList<>(List.of("kill", "-INT"));
    Stream.concat(descendants().stream(), Stream.of(parent.toHandle()))
        .map(handle -> Long.toString(handle.pid()))
        .forEach(command::add);
    try {
      new ProcessBuilder(command).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails when the parent or anything that it ever started still runs after {@code limit}. */
  public void assertNothingLeft(Duration limit) {
    Await.until(limit, () -> survivors().isEmpty(), () -> "end of " + describe(survivors()));
  }

  private Set<ProcessHandle> survivors() {
    return Stream.of(Stream.of(parent.toHandle()), seen.stream(), marked())
        .flatMap(handles -> handles)
        .filter(ProcessHandle::isAlive)
        .collect(Collectors.toSet());
  }

  /** Empty where the system has no /proc; the descendants seen before must do there. */
  private Stream<ProcessHandle> marked() {
    return Files.isDirectory(PROC)
        ? ProcessHandle.allProcesses().filter(this::carriesMark)
        : Stream.empty();
  }

  private boolean carriesMark(ProcessHandle handle) {
    Path environment = PROC.resolve(Long.toString(handle.pid())).resolve("environ");
    try {
      return new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1)
          .contains(MARK + "=" + mark);
    } catch (IOException e) {
      return false; // gone meanwhile, or another user's
    }
  }

  private static String describe(Set<ProcessHandle> handles) {
    return handles.stream()
        .map(handle -> handle.pid() + " " + handle.info().commandLine().orElse("?"))
        .collect(Collectors.joining("\n"));
  }

  /** Leaves nothing behind, whatever the test did. */
  @Override
  public void close() {
    descendants();
    Set<ProcessHandle> last = survivors();
    last.forEach(ProcessHandle::destroyForcibly);
    last.forEach(ended -> ended.onExit().orTimeout(KILL_SECONDS, TimeUnit.SECONDS).join());
  }
}
