package io.hydrascope.platform;

import io.hydrascope.schemas.capture.CaptureMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A refused message as it was.
 *
 * @param headers its own, in order of their names
 */
public record StoredDeadLetter(
    DeadLetterSummary summary, Map<String, byte[]> headers, byte @Nullable [] value) {
  /** Where the refused message said nothing of its run or chunk. */
  private static final String UNKNOWN = "retried";

  /** The same value under today's schema, version and checksum: it is known to be whole. */
  public StoredDeadLetter restamped() {
    return stamped(value == null ? new byte[0] : value);
  }

  /** A mended value under headers that fit it; run and chunk stay. */
  public StoredDeadLetter stamped(byte[] mended) {
    CaptureMessage message =
        new CaptureMessage(
            header("run_id"), header("chunk_id"), CaptureMessage.detail(headers::get), mended);
    Map<String, byte[]> all = new TreeMap<>(headers);
    all.putAll(message.headers());
    return new StoredDeadLetter(summary, all, mended);
  }

  private String header(String name) {
    byte[] text = headers.get(name);
    return text == null ? UNKNOWN : new String(text, StandardCharsets.UTF_8);
  }
}
