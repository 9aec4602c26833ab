package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it lies in its topic.
 *
 * @param headers the last of each name; empty where a header has no value
 */
public record RawRecord(
    String topic,
    int partition,
    long offset,
    Map<String, byte[]> headers,
    byte @Nullable [] value) {

  /** This message as one that nobody can read. */
  public DeadLetter refused(String reason, String detail) {
    return DeadLetter.of(
        new DeadLetterPlace(topic, partition, offset), headers, value, reason, detail);
  }
}
