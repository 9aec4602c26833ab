package io.hydrascope.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resident memory of processes, by the part of the platform that they are. */
final class Residents {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern RESIDENT =
      Pattern.compile("^VmRSS:\\s+(\\d+) kB$", Pattern.MULTILINE);

  /** A word of the command line; the command itself has none of them. */
  private static final Map<String, String> PARTS =
      Map.of(
          "KafkaNode", "kafka",
          "ClickHouseServer", "clickhouse",
          "StandaloneSessionClusterEntrypoint", "jobmanager",
          "TaskManagerRunner", "taskmanager");

  private Residents() {}

  /** Bytes; a process that has just ended counts nothing. */
  static Map<String, Long> of(List<ProcessHandle> processes) throws IOException {
    Map<String, Long> bytes = new TreeMap<>();
    for (ProcessHandle process : processes) {
      Path folder = PROC.resolve(Long.toString(process.pid()));
      if (process.isAlive() && Files.isReadable(folder.resolve("cmdline"))) {
        String command = Files.readString(folder.resolve("cmdline"));
        Matcher line = RESIDENT.matcher(Files.readString(folder.resolve("status")));
        bytes.merge(
            part(command), line.find() ? Long.parseLong(line.group(1)) << 10 : 0, Long::sum);
      }
    }
    return bytes;
  }

  private static String part(String command) {
    return PARTS.entrySet().stream()
        .filter(entry -> command.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("up");
  }
}
