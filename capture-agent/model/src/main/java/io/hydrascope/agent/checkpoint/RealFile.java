package io.hydrascope.agent.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of a checkpoint's folder, which may be symbolic links, as in a hub cache. */
final class RealFile {
  private RealFile() {}

  static Path in(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw ForeignFolder.without(folder, name);
    }
    LfsPointer.refuse(folder, name);
    return file.toRealPath();
  }

  static byte[] read(Path file, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new BadCheckpointException(
            "%s is larger than %d bytes: it belongs to no model".formatted(file, maxBytes));
      }
      return bytes;
    }
  }
}
