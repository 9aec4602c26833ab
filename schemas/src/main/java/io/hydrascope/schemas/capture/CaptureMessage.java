package io.hydrascope.schemas.capture;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A capture batch as it travels: one Arrow IPC stream and the headers that tell what it is without
 * reading it; {@link Envelope} lists them.
 */
public record CaptureMessage(String runId, String chunkId, byte[] value) {
  public static final int VERSION = 1;

  private static final Envelope ENVELOPE = new Envelope(VERSION, CaptureLayout.SCHEMA_ID);

  /** The headers by name, for any transport. */
  public Map<String, byte[]> headers() {
    return ENVELOPE.headers(runId, chunkId, value);
  }

  /**
   * Accepts what arrived, or says why not.
   *
   * @param header finds a header's bytes by name; null where there is none
   */
  public static CaptureMessage accept(
      byte @Nullable [] value, Function<String, byte @Nullable []> header) {
    Envelope.Sender sender = ENVELOPE.accept(value, header);
    return new CaptureMessage(
        sender.runId(), sender.chunkId(), Objects.requireNonNull(value, "accept checks"));
  }
}
