package io.hydrascope.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One child JVM to be started; {@code log} takes its standard output and error. */
record ChildCommand(
    Part part,
    String name,
    List<String> jvmOptions,
    String mainClass,
    List<String> arguments,
    Map<String, String> environment,
    Path log) {
  /** Options for the JVMs of Kafka and Flink, behind those that the platform gives them. */
  private static final String OPTIONS_VARIABLE = "HYDRASCOPE_SERVER_JAVA_OPTIONS";

  ChildCommand {
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /**
   * Ctrl-C reaches the whole process group of a terminal. The shell makes the child ignore it (a
   * JVM keeps an ignored signal ignored), so that the parent alone decides the order in which
   * things stop.
   */
  List<String> commandLine() {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:+UseSerialGC");
    line.add("-XX:+ExitOnOutOfMemoryError");
    line.addAll(jvmOptions);
    if (part != Part.CLICKHOUSE) {
      line.addAll(fromEnvironment());
    }
    line.add("-cp");
    line.add(ChildResources.classPath(part));
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }

  private static List<String> fromEnvironment() {
    String options = System.getenv().getOrDefault(OPTIONS_VARIABLE, "").strip();
    return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
  }
}
