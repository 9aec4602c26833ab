package io.hydrascope.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A part's data directory while this process owns it. */
final class DataDirectory implements AutoCloseable {
  private static final long SMALLEST_FREE_BYTES = 512L << 20;

  private final Path path;
  private final DirectoryLock lock;
  private final OwnedProcesses processes;

  private DataDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
    this.processes = new OwnedProcesses(path.resolve("processes"));
  }

  /**
   * Creates the directory where needed, for its owner alone; fails when it is not usable or another
   * process uses it.
   */
  static DataDirectory open(Part part, Path directory) {
    try {
      Path path = Files.createDirectories(directory).toRealPath();
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      requireSpace(part, path);
      DirectoryLock lock = DirectoryLock.tryAcquire(path).orElseThrow(() -> inUse(part, path));
      DataDirectory opened = new DataDirectory(path, lock);
      opened.processes.awaitEndOfPrevious();
      opened.processes.begin();
      return opened;
    } catch (IOException e) {
      throw new EmbeddedException(
          "%s cannot start: data directory %s cannot be written (%s); make it writable or choose another with --data"
              .formatted(part, directory.toAbsolutePath(), e),
          e);
    }
  }

  private static void requireSpace(Part part, Path path) throws IOException {
    long free = Files.getFileStore(path).getUsableSpace();
    if (free < SMALLEST_FREE_BYTES) {
      throw new EmbeddedException(
          "%s cannot start: the disk of %s is full: free=%d MB, needed=%d MB; free some space or choose another directory with --data"
              .formatted(part, path, free >> 20, SMALLEST_FREE_BYTES >> 20));
    }
  }

  private static EmbeddedException inUse(Part part, Path path) {
    return new EmbeddedException(
        "%s cannot start: data directory %s is in use by process %s; stop that one or choose another directory with --data"
            .formatted(part, path, new OwnedProcesses(path.resolve("processes")).owner()));
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Created where needed. */
  Path subdirectory(String name) {
    Path subdirectory = path.resolve(name);
    try {
      return Files.createDirectories(subdirectory);
    } catch (IOException e) {
      throw new EmbeddedException("%s cannot be created (%s)".formatted(subdirectory, e), e);
    }
  }

  /**
   * Notes the child, so that the next start can wait for its end even when this process is killed.
   */
  ChildProcess start(ChildCommand command) {
    ChildProcess child = ChildProcess.start(command);
    try {
      processes.add(child.handle());
      return child;
    } catch (RuntimeException e) {
      child.kill(); // nobody would know of it
      throw e;
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
