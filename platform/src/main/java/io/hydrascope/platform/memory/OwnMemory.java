package io.hydrascope.platform.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this process may take, in megabytes. */
public final class OwnMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT =
      Pattern.compile("^VmRSS:\\s+(\\d+) kB$", Pattern.MULTILINE);

  /** Classes, compiled code, threads and buffers of a JVM. */
  private static final int BESIDE_HEAP = 128;

  /** What a pass of the models takes beside their weights. */
  private static final int PASSES = 128;

  private OwnMemory() {}

  /** A process whose work lies in its heap. */
  public static int ofHeap() {
    return megabytes(Runtime.getRuntime().maxMemory()) + BESIDE_HEAP;
  }

  /** With what lies beside the heap now: call it once the models are loaded. */
  public static int withModels() {
    long besideHeap = residentBytes() - Runtime.getRuntime().totalMemory();
    return megabytes(Runtime.getRuntime().maxMemory())
        + Math.max(BESIDE_HEAP, megabytes(besideHeap))
        + PASSES;
  }

  private static int megabytes(long bytes) {
    return (int) Math.max(0, bytes >> 20);
  }

  /** 0 where the system has no /proc. */
  private static long residentBytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      Matcher line = RESIDENT.matcher(Files.readString(STATUS));
      return line.find() ? Long.parseLong(line.group(1)) << 10 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
