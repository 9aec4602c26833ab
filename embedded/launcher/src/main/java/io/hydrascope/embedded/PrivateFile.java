package io.hydrascope.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that only its owner can read. */
final class PrivateFile {
  private PrivateFile() {}

  /** The file never exists with more rights, not even empty. */
  static void write(Path file, String text) {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      Files.deleteIfExists(file);
      Files.createFile(file, ownerOnly);
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new EmbeddedException("%s cannot be written (%s)".formatted(file, e), e);
    }
  }
}
