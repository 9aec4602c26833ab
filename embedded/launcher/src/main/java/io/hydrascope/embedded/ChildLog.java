package io.hydrascope.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads the end of a child's log for the reason that it stopped. */
final class ChildLog {
  private static final int TAIL_BYTES = 16_384;
  private static final int LONGEST_REASON = 300;

  private static final Map<String, String> KNOWN =
      Map.of(
          "Address already in use", "a port is in use",
          "No space left on device", "the disk is full; free some space",
          // With the package: Flink logs the JVM's options, and one of them has the rest.
          "java.lang.OutOfMemoryError", "out of memory; give more with --memory");

  private ChildLog() {}

  static boolean contains(Path log, String text) {
    return tail(log).contains(text);
  }

  static String reason(Path log) {
    String tail = tail(log);
    for (Map.Entry<String, String> known : KNOWN.entrySet()) {
      if (tail.contains(known.getKey())) {
        return known.getValue();
      }
    }
    List<String> lines = tail.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return "it wrote nothing";
    }
    String line =
        lines.stream()
            .filter(candidate -> candidate.contains("Exception:") || candidate.contains("ERROR"))
            .reduce((first, second) -> second)
            .orElse(lines.get(lines.size() - 1))
            .strip();
    return line.substring(0, Math.min(line.length(), LONGEST_REASON));
  }

  private static String tail(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      int length = (int) Math.min(file.length(), TAIL_BYTES);
      file.seek(file.length() - length);
      byte[] bytes = new byte[length];
      int read = file.read(bytes);
      return new String(bytes, 0, Math.max(read, 0), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
