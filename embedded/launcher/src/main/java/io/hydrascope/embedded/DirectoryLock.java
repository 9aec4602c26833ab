package io.hydrascope.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says that this process uses a directory, by the system's lock on a file in it: it ends with the
 * process, however that ends.
 */
public final class DirectoryLock implements AutoCloseable {
  /**
   * A second channel on a lock file would drop the lock of the first when it closes: never open
   * one.
   */
  private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Empty where another process uses the directory, or another part of this one.
   *
   * @param existing the directory
   */
  public static Optional<DirectoryLock> tryAcquire(Path existing) throws IOException {
    Path directory = existing.toRealPath();
    if (!HELD_BY_THIS_PROCESS.add(directory)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean acquired = false;
    try {
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      acquired = channel.tryLock() != null;
      return acquired ? Optional.of(new DirectoryLock(directory, channel)) : Optional.empty();
    } finally {
      if (!acquired) {
        HELD_BY_THIS_PROCESS.remove(directory);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedException("lock of %s cannot be released".formatted(directory), e);
    } finally {
      HELD_BY_THIS_PROCESS.remove(directory);
    }
  }
}
