package io.hydrascope.platform;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file of JSON that its owner alone can read, replaced at once. */
record PrivateJson(Path file) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  void write(Object value) throws IOException {
    Path draft =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "draft",
            ".json",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), value);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  <T> T read(Class<T> type) throws IOException {
    return JSON.readValue(file.toFile(), type);
  }
}
