package io.hydrascope.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.OneLine;
import java.io.File;
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

  /** How a file's text becomes a value. */
  private interface Reading<T> {
    T of(File file) throws IOException;
  }

  /**
   * @param advice what to do about a damaged file
   * @throws BadInputException if it is damaged
   */
  <T> T read(Class<T> type, String advice) throws IOException {
    return read(from -> JSON.readValue(from, type), advice);
  }

  <T> T read(TypeReference<T> type, String advice) throws IOException {
    return read(from -> JSON.readValue(from, type), advice);
  }

  private <T> T read(Reading<T> reading, String advice) throws IOException {
    try {
      return reading.of(file.toFile());
    } catch (JsonProcessingException e) {
      e.clearLocation();
      throw new BadInputException(
          "%s is damaged, %,d bytes (%s): %s"
              .formatted(file.toAbsolutePath(), Files.size(file), OneLine.of(e), advice));
    }
  }
}
