package io.hydrascope.agent.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most that this process has held at once, mapped files included. */
final class PeakMemory {
  static final long UNKNOWN = 0;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern PEAK = Pattern.compile("^VmHWM:\\s+(\\d+) kB$", Pattern.MULTILINE);
  private static final int KIBIBYTE = 1024;

  private PeakMemory() {}

  /** {@link #UNKNOWN} where the system does not tell, as outside Linux. */
  static long bytes() throws IOException {
    return Files.isReadable(STATUS) ? bytes(Files.readString(STATUS)) : UNKNOWN;
  }

  static long bytes(String status) {
    Matcher peak = PEAK.matcher(status);
    return peak.find() ? KIBIBYTE * Long.parseLong(peak.group(1)) : UNKNOWN;
  }
}
