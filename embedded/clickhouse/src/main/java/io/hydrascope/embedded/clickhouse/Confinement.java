package io.hydrascope.embedded.clickhouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the engine may reach. clickhouse-local checks neither {@code user_files_path} nor the right
 * FILE: {@code SELECT file('…')} reads whatever its process can.
 *
 * @param readable its configuration
 * @param writable its data
 * @param port where it listens
 */
record Confinement(List<Path> readable, List<Path> writable, int port) {
  /**
   * Libraries, time zones, and the little of the system and of its own process that the engine
   * measures.
   */
  private static final List<String> SYSTEM =
      List.of(
          "/usr/lib",
          "/lib",
          "/lib64",
          "/usr/share/zoneinfo",
          "/etc/localtime",
          "/proc/self/stat",
          "/proc/self/statm",
          "/proc/self/status",
          "/proc/self/maps",
          "/proc/self/cgroup",
          "/proc/self/mountinfo",
          "/proc/meminfo",
          "/proc/stat",
          "/proc/cpuinfo",
          "/proc/sys/kernel",
          "/sys/fs/cgroup",
          "/sys/devices/system/cpu",
          "/dev/urandom");

  Confinement {
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
  }

  /**
   * Confines this thread and those that it begins, and notes how.
   *
   * @param file gets "landlock" and its version, or "none" and the reason
   */
  void confine(Path file) throws IOException {
    try (Landlock landlock = Landlock.begin()) {
      SYSTEM.forEach(path -> landlock.allowRead(Path.of(path)));
      landlock.allowRead(Path.of(System.getProperty("java.home")));
      readable.forEach(landlock::allowRead);
      writable.forEach(landlock::allowWrite);
      landlock.allowWrite(Path.of("/dev/null"));
      landlock.allowListening(port);
      Files.writeString(file, "landlock %d\n".formatted(landlock.version()));
      landlock.confineThisThread();
    } catch (NoLandlockException e) {
      Files.writeString(file, "none %s\n".formatted(e.getMessage()));
    }
  }
}
