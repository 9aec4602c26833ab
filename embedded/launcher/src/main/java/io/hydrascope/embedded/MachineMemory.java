package io.hydrascope.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What programs on this machine may use, or in this control group where that allows less; empty
 * where the system does not say.
 *
 * @param totalMegabytes with everything that runs already
 * @param availableMegabytes what can still be given; caches of files count as available
 */
public record MachineMemory(OptionalLong totalMegabytes, OptionalLong availableMegabytes) {
  private static final Path PROC = Path.of("/proc");
  private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

  public static MachineMemory present() {
    return read(PROC, CONTROL_GROUPS);
  }

  static MachineMemory read(Path proc, Path controlGroups) {
    Path meminfo = proc.resolve("meminfo");
    OptionalLong total = OptionalLong.empty();
    OptionalLong available = OptionalLong.empty();
    if (Files.isReadable(meminfo)) {
      String text = text(meminfo);
      total = kilobytes(text, "MemTotal");
      available = kilobytes(text, "MemAvailable");
    }
    ControlGroup group = ControlGroup.ofProcess(proc.resolve("self/cgroup"), controlGroups);
    return new MachineMemory(
        megabytes(least(total, group.limitBytes())),
        megabytes(least(available, group.availableBytes())));
  }

  private static OptionalLong kilobytes(String meminfo, String name) {
    Matcher line =
        Pattern.compile("^" + name + ":\\s+(\\d+) kB$", Pattern.MULTILINE).matcher(meminfo);
    return line.find()
        ? OptionalLong.of(Long.parseLong(line.group(1)) << 10)
        : OptionalLong.empty();
  }

  static OptionalLong least(OptionalLong one, OptionalLong other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()));
  }

  private static OptionalLong megabytes(OptionalLong bytes) {
    return bytes.isEmpty() ? bytes : OptionalLong.of(bytes.getAsLong() >> 20);
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
