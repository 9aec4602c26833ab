package io.hydrascope.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this machine can still give, where it says so. */
final class Memory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Pattern AVAILABLE =
      Pattern.compile("^MemAvailable:\\s+(\\d+) kB$", Pattern.MULTILINE);

  private Memory() {}

  static void requireAvailable(String what, int neededMegabytes) {
    OptionalLong available = availableMegabytes();
    if (available.isPresent() && available.getAsLong() < neededMegabytes) {
      throw new EmbeddedException(
          "too little memory for %s: available=%d MB, needed=%d MB; end other programs or lower its memory settings"
              .formatted(what, available.getAsLong(), neededMegabytes));
    }
  }

  static void requireAtLeast(String name, int megabytes, int smallest) {
    if (megabytes < smallest) {
      throw new IllegalArgumentException(
          "%s=%d is less than %d".formatted(name, megabytes, smallest));
    }
  }

  /** Empty where the system has no /proc. */
  private static OptionalLong availableMegabytes() {
    if (!Files.isReadable(MEMINFO)) {
      return OptionalLong.empty();
    }
    try {
      Matcher matcher = AVAILABLE.matcher(Files.readString(MEMINFO));
      return matcher.find()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)) / 1024)
          : OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
