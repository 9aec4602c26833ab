package io.hydrascope.schemas.deadletter;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that nobody could read, as it was, with the reason.
 *
 * @param headers the message's own
 * @param value byte by byte as it was sent; null where it had none
 * @param reason a word, for counting
 * @param detail one line for a person
 */
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    Map<String, byte[]> headers,
    byte @Nullable [] value,
    String reason,
    String detail) {

  public DeadLetterPlace place() {
    return new DeadLetterPlace(topic, partition, offset);
  }
}
