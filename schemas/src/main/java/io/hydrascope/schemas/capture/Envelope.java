package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.MISSING_HEADER;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.OVER_LIMIT;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.UNKNOWN_SCHEMA;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.WRONG_CHECKSUM;

import io.hydrascope.schemas.Limit;
import io.hydrascope.schemas.OverLimitException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The headers of every message of ours. UTF-8 text.
 *
 * <pre>
 * schema_id  hash of the Arrow structure   run_id    one start of an agent
 * version    of the layout                 chunk_id  deterministic within the run's plan
 * crc32c     of the value, 8 hex digits
 * </pre>
 */
record Envelope(int version, String schemaId) {
  static final String SCHEMA_ID = "schema_id";

  Map<String, byte[]> headers(String runId, String chunkId, byte[] value) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(SCHEMA_ID, utf8(schemaId));
    headers.put("version", utf8(Integer.toString(version)));
    headers.put("run_id", utf8(runId));
    headers.put("chunk_id", utf8(chunkId));
    headers.put("crc32c", utf8(checksum(value)));
    return headers;
  }

  /** Whose message it is. */
  record Sender(String runId, String chunkId) {}

  /**
   * @param header finds a header's bytes by name; null where there is none
   * @throws BadCaptureException if it is not a whole message of this layout
   */
  Sender accept(byte @Nullable [] value, Function<String, byte @Nullable []> header) {
    if (value == null) {
      throw new BadCaptureException(MISSING_HEADER, "the message has no value");
    }
    requireLimit(value.length);
    String version = text(header, "version");
    String id = text(header, SCHEMA_ID);
    if (!version.equals(Integer.toString(version())) || !id.equals(schemaId)) {
      throw new BadCaptureException(
          UNKNOWN_SCHEMA,
          "version=%s schema_id=%s; this reader knows version=%d schema_id=%s"
              .formatted(version, id, version(), schemaId));
    }
    String expected = text(header, "crc32c");
    String found = checksum(value);
    if (!expected.equals(found)) {
      throw new BadCaptureException(
          WRONG_CHECKSUM, "crc32c=" + expected + " in the header, " + found + " in the value");
    }
    return new Sender(id(header, "run_id"), id(header, "chunk_id"));
  }

  private static void requireLimit(int valueBytes) {
    if (Limit.MESSAGE_BYTES.isExceededBy(valueBytes)) {
      throw new BadCaptureException(
          OVER_LIMIT,
          "the value has %,d bytes, the most is %,d"
              .formatted(valueBytes, Limit.MESSAGE_BYTES.most()));
    }
  }

  private static String id(Function<String, byte @Nullable []> header, String name) {
    try {
      return Limit.requireId("header " + name, text(header, name));
    } catch (OverLimitException e) {
      throw new BadCaptureException(OVER_LIMIT, String.valueOf(e.getMessage()), e);
    }
  }

  private static String text(Function<String, byte @Nullable []> header, String name) {
    byte[] bytes = header.apply(name);
    if (bytes == null) {
      throw new BadCaptureException(MISSING_HEADER, "header " + name + " is missing");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String checksum(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value);
    return "%08x".formatted(crc.getValue());
  }
}
