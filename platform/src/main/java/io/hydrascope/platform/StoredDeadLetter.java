package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.capture.VectorMessage;
import io.hydrascope.schemas.deadletter.DeadLetterMessage;
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

  static StoredDeadLetter of(DeadLetterMessage.Letter letter, DeadLetterSummary summary) {
    return new StoredDeadLetter(
        summary, new TreeMap<>(letter.refused().headers()), letter.refused().value());
  }

  /** Whether it has the beginning of its message's value alone. */
  public boolean isByReference() {
    return value != null && value.length < summary.bytes();
  }

  /** The same value under today's schema, version and checksum: it is known to be whole. */
  public StoredDeadLetter restamped() {
    return new StoredDeadLetter(summary, stamps(value == null ? new byte[0] : value), value);
  }

  /** A mended value under headers that fit it; run and chunk stay. */
  public StoredDeadLetter stamped(byte[] mended) {
    return new StoredDeadLetter(summary, stamps(mended), mended);
  }

  /** Messages that are text have no such headers. */
  private Map<String, byte[]> stamps(byte[] whole) {
    Map<String, byte[]> all = new TreeMap<>(headers);
    switch (summary.place().topic()) {
      case Topics.CAPTURES ->
          all.putAll(
              new CaptureMessage(
                      header("run_id"),
                      header("chunk_id"),
                      CaptureMessage.detail(headers::get),
                      whole)
                  .headers());
      case Topics.VECTORS ->
          all.putAll(new VectorMessage(header("run_id"), header("chunk_id"), whole).headers());
      default -> {}
    }
    return all;
  }

  private String header(String name) {
    byte[] text = headers.get(name);
    return text == null ? UNKNOWN : new String(text, StandardCharsets.UTF_8);
  }
}
