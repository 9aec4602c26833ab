package io.hydrascope.agent.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The few lines that git-lfs leaves in place of a large file until it has fetched that file. */
final class LfsPointer {
  private static final byte[] START = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  private LfsPointer() {}

  /**
   * @throws BadCheckpointException if the file is such a pointer
   */
  static void refuse(Path folder, String name) throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      if (Arrays.equals(in.readNBytes(START.length), START)) {
        throw new BadCheckpointException(
            "%s/%s is a git-lfs pointer and not the file itself: fetch it with git -C %s lfs pull"
                .formatted(folder, name, WayOut.word(folder)));
      }
    }
  }
}
