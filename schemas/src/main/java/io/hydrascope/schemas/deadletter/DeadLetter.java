package io.hydrascope.schemas.deadletter;

import io.hydrascope.schemas.Limit;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that nobody could read, as it was, with the reason. It always fits into its topic: of a
 * value that is too large it has the beginning, and the message itself lies at its place.
 *
 * @param headers the message's own; none where they are too large
 * @param value byte by byte as it was sent, or its beginning; null where it had none
 * @param valueBytes of the message's whole value
 * @param reason a word, for counting
 * @param detail one line for a person
 */
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    Map<String, byte[]> headers,
    byte @Nullable [] value,
    int valueBytes,
    String reason,
    String detail) {

  /**
   * About a message that was just refused.
   *
   * @param headers all that it was sent with
   * @param value the whole
   */
  public static DeadLetter of(
      DeadLetterPlace place,
      Map<String, byte[]> headers,
      byte @Nullable [] value,
      String reason,
      String detail) {
    boolean large = value != null && Limit.LETTER_VALUE_BYTES.isExceededBy(value.length);
    int kept = (int) Limit.LETTER_BEGINNING_BYTES.most();
    return new DeadLetter(
        place.topic(),
        place.partition(),
        place.offset(),
        bytes(headers) > Limit.LETTER_HEADERS_BYTES.most() ? Map.of() : headers,
        large ? Arrays.copyOf(value, kept) : value,
        value == null ? 0 : value.length,
        reason,
        cut(detail));
  }

  private static long bytes(Map<String, byte[]> headers) {
    return headers.entrySet().stream()
        .mapToLong(header -> (long) header.getKey().length() + header.getValue().length)
        .sum();
  }

  private static String cut(String detail) {
    int most = (int) Limit.LETTER_DETAIL_CHARACTERS.most();
    return detail.length() <= most ? detail : detail.substring(0, most - 1) + "…";
  }

  /** Whether it has the beginning of its message's value alone. */
  public boolean isByReference() {
    return value != null && value.length < valueBytes;
  }

  public DeadLetterPlace place() {
    return new DeadLetterPlace(topic, partition, offset);
  }
}
