package io.hydrascope.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a control group of Linux allows, version 1 or 2; each group above it holds too.
 * Empty where nothing is limited.
 */
record ControlGroup(OptionalLong limitBytes, OptionalLong availableBytes) {
  private static final ControlGroup UNLIMITED =
      new ControlGroup(OptionalLong.empty(), OptionalLong.empty());

  /** Lines such as {@code 4:memory:/path} and, of version 2, {@code 0::/path}. */
  private static final Pattern VERSION_1 =
      Pattern.compile("^\\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(/.*)$", Pattern.MULTILINE);

  private static final Pattern VERSION_2 = Pattern.compile("^0::(/.*)$", Pattern.MULTILINE);

  /** Version 1 writes the largest number of pages for "no limit". */
  private static final long NO_LIMIT_BYTES = 1L << 60;

  /**
   * @param ofProcess {@code /proc/self/cgroup}
   * @param root {@code /sys/fs/cgroup}
   */
  static ControlGroup ofProcess(Path ofProcess, Path root) {
    if (!Files.isReadable(ofProcess)) {
      return UNLIMITED;
    }
    String groups = MachineMemory.text(ofProcess);
    Matcher first = VERSION_1.matcher(groups);
    if (first.find()) {
      GroupFiles files =
          new GroupFiles("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
      return upwards(root.resolve("memory"), first.group(1), files);
    }
    Matcher second = VERSION_2.matcher(groups);
    return second.find()
        ? upwards(
            root, second.group(1), new GroupFiles("memory.max", "memory.current", "inactive_file"))
        : UNLIMITED;
  }

  /** What the files of a version are called; {@code cache} is a line of {@code memory.stat}. */
  private record GroupFiles(String limit, String usage, String cache) {}

  /** In a container the path of the host may be missing: then the root is the container's group. */
  private static ControlGroup upwards(Path root, String path, GroupFiles names) {
    ControlGroup found = UNLIMITED;
    @Nullable Path group = root.resolve(path.substring(1)).normalize();
    while (group != null && group.startsWith(root)) {
      ControlGroup here = at(group, names);
      found =
          new ControlGroup(
              MachineMemory.least(found.limitBytes, here.limitBytes),
              MachineMemory.least(found.availableBytes, here.availableBytes));
      group = group.getParent();
    }
    return found;
  }

  private static ControlGroup at(Path group, GroupFiles names) {
    OptionalLong limit = number(group.resolve(names.limit));
    if (limit.isEmpty() || limit.getAsLong() >= NO_LIMIT_BYTES) {
      return UNLIMITED;
    }
    long used = number(group.resolve(names.usage)).orElse(0) - cache(group, names.cache);
    return new ControlGroup(limit, OptionalLong.of(Math.max(0, limit.getAsLong() - used)));
  }

  /** Empty for a missing file and for {@code max}. */
  private static OptionalLong number(Path file) {
    if (!Files.isReadable(file)) {
      return OptionalLong.empty();
    }
    String text = MachineMemory.text(file).strip();
    return text.equals("max") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  /** What the kernel takes back before it refuses memory. */
  private static long cache(Path group, String name) {
    Path file = group.resolve("memory.stat");
    if (!Files.isReadable(file)) {
      return 0;
    }
    Matcher line =
        Pattern.compile("^" + name + " (\\d+)$", Pattern.MULTILINE)
            .matcher(MachineMemory.text(file));
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }
}
