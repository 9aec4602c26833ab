package io.hydrascope.platform;

import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import java.time.Instant;
import java.util.Optional;

/**
 * A refused message without its value.
 *
 * @param reason a word, for counting
 * @param detail one line for a person
 * @param bytes of its value
 * @param refusedAt when it was written down
 * @param retryOf the place of the refused message that this one repeats
 * @param retriedAs the place that it was submitted to again
 */
public record DeadLetterSummary(
    DeadLetterPlace place,
    String reason,
    String detail,
    int bytes,
    Instant refusedAt,
    Optional<String> retryOf,
    Optional<String> retriedAs) {

  DeadLetterSummary retriedAs(String newPlace) {
    return new DeadLetterSummary(
        place, reason, detail, bytes, refusedAt, retryOf, Optional.of(newPlace));
  }

  public boolean isOpen() {
    return retriedAs.isEmpty();
  }
}
