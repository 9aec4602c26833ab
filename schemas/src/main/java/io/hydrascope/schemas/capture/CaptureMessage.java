package io.hydrascope.schemas.capture;

import io.hydrascope.schemas.Detail;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A capture batch as it travels: one Arrow IPC stream and the headers that tell what it is without
 * reading it; {@link Envelope} lists them.
 *
 * @param detail has its own schema id
 */
public record CaptureMessage(String runId, String chunkId, Detail detail, byte[] value) {
  public static final int VERSION = 1;

  /** Makes a message of full detail. */
  public CaptureMessage(String runId, String chunkId, byte[] value) {
    this(runId, chunkId, Detail.FULL, value);
  }

  /** The headers by name, for any transport. */
  public Map<String, byte[]> headers() {
    return envelope(detail).headers(runId, chunkId, value);
  }

  /**
   * Accepts what arrived, or says why not.
   *
   * @param header finds a header's bytes by name; null where there is none
   */
  public static CaptureMessage accept(
      byte @Nullable [] value, Function<String, byte @Nullable []> header) {
    Detail detail = detail(header);
    Envelope.Sender sender = envelope(detail).accept(value, header);
    return new CaptureMessage(
        sender.runId(), sender.chunkId(), detail, Objects.requireNonNull(value, "accept checks"));
  }

  /**
   * The detail of a message with these headers; full where they name none that is known.
   *
   * @param header finds a header's bytes by name; null where there is none
   */
  public static Detail detail(Function<String, byte @Nullable []> header) {
    byte[] schemaId = header.apply(Envelope.SCHEMA_ID);
    return CaptureLayout.detail(
        schemaId == null ? "" : new String(schemaId, StandardCharsets.UTF_8));
  }

  private static Envelope envelope(Detail detail) {
    return new Envelope(VERSION, CaptureLayout.schemaId(detail));
  }
}
