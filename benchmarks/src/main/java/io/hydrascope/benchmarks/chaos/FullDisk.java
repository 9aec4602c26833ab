package io.hydrascope.benchmarks.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fills a small disk of its own to the last byte, and frees it again. */
record FullDisk(Path directory) {
  private static final long LARGEST_DISK_BYTES = 8L << 30;
  private static final int CHUNK_BYTES = 1 << 20;

  /**
   * @throws IllegalArgumentException if the disk is large: it is somebody's
   */
  FullDisk {
    requireSmall(directory);
  }

  private static void requireSmall(Path directory) {
    try {
      FileStore store = Files.getFileStore(directory);
      if (store.getTotalSpace() > LARGEST_DISK_BYTES) {
        throw new IllegalArgumentException(
            "--data %s lies on a disk of %d MB, more than %d: the disk is filled, so give it one of its own"
                .formatted(directory, store.getTotalSpace() >> 20, LARGEST_DISK_BYTES >> 20));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("--data " + directory + ": " + e, e);
    }
  }

  void fill() throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      for (int size = CHUNK_BYTES; size > 0; ) {
        size = writes(out, chunk, size) ? size : size / 2;
      }
    }
  }

  /** Whether so much fits. */
  private static boolean writes(OutputStream out, byte[] chunk, int size) {
    try {
      out.write(chunk, 0, size);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  void free() throws IOException {
    Files.delete(ballast());
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }
}
