package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.MISSING_HEADER;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.UNKNOWN_SCHEMA;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.WRONG_CHECKSUM;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A capture batch as it travels: one Arrow IPC stream and the headers that tell what it is without
 * reading it. Headers are UTF-8 text.
 *
 * <pre>
 * schema_id  hash of the Arrow structure   run_id    one start of an agent
 * version    of the layout, 1              chunk_id  deterministic within the run's plan
 * crc32c     of the value, 8 hex digits
 * </pre>
 */
public record CaptureMessage(String runId, String chunkId, byte[] value) {
  public static final int VERSION = 1;

  /** The headers by name, for any transport. */
  public Map<String, byte[]> headers() {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put("schema_id", utf8(CaptureLayout.SCHEMA_ID));
    headers.put("version", utf8(Integer.toString(VERSION)));
    headers.put("run_id", utf8(runId));
    headers.put("chunk_id", utf8(chunkId));
    headers.put("crc32c", utf8(checksum(value)));
    return headers;
  }

  /**
   * Accepts what arrived, or says why not.
   *
   * @param header finds a header's bytes by name; null where there is none
   */
  public static CaptureMessage accept(
      byte @Nullable [] value, Function<String, byte @Nullable []> header) {
    if (value == null) {
      throw new BadCaptureException(MISSING_HEADER, "the message has no value");
    }
    String version = text(header, "version");
    String schemaId = text(header, "schema_id");
    if (!version.equals(Integer.toString(VERSION)) || !schemaId.equals(CaptureLayout.SCHEMA_ID)) {
      throw new BadCaptureException(
          UNKNOWN_SCHEMA,
          "version=%s schema_id=%s; this reader knows version=%d schema_id=%s"
              .formatted(version, schemaId, VERSION, CaptureLayout.SCHEMA_ID));
    }
    String expected = text(header, "crc32c");
    String found = checksum(value);
    if (!expected.equals(found)) {
      throw new BadCaptureException(
          WRONG_CHECKSUM, "crc32c=" + expected + " in the header, " + found + " in the value");
    }
    return new CaptureMessage(text(header, "run_id"), text(header, "chunk_id"), value);
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
