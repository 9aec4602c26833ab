package io.hydrascope.platform;

import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Somebody has stopped a job for a while: nobody else may start it meanwhile. Ends with its process
 * at the latest.
 *
 * <pre>
 *  pid startMillis
 * </pre>
 */
record JobHold(Path file) {
  void begin() throws IOException {
    ProcessHandle own = ProcessHandle.current();
    Files.writeString(file, own.pid() + " " + PlatformDirectory.startedMillis(own));
  }

  void end() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It ends with this process.
      System.err.println("hydrascope: " + file + " stays: " + OneLine.of(e));
    }
  }

  /** Whether one was begun and not ended, whatever became of its process. */
  boolean isBegun() {
    return Files.exists(file);
  }

  /** Whether whoever began it still runs. */
  boolean isHeld() throws IOException {
    if (!isBegun()) {
      return false;
    }
    String[] fields = Files.readString(file).split(" ", 2);
    Optional<ProcessHandle> holder =
        ProcessHandle.of(Long.parseLong(fields[0])).filter(ProcessHandle::isAlive);
    return holder.isPresent()
        && PlatformDirectory.startedMillis(holder.get()) == Long.parseLong(fields[1].strip());
  }
}
