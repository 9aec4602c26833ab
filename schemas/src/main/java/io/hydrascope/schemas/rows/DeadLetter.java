package io.hydrascope.schemas.rows;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that no job could read, as it was, with the reason.
 *
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
    String detail) {}
