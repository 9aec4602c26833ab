package io.hydrascope.schemas.deadletter;

import io.hydrascope.schemas.text.BadInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a refused message lay, which names it for good: {@code topic/partition/offset}. */
public record DeadLetterPlace(String topic, int partition, long offset)
    implements Comparable<DeadLetterPlace> {
  private static final Pattern TEXT = Pattern.compile("([^/]+)/(\\d{1,9})/(\\d{1,18})");

  /**
   * @throws BadInputException naming the text and the form
   */
  public static DeadLetterPlace parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new BadInputException(
          "place=%s is not topic/partition/offset; ./hydrascope dead-letters list shows them"
              .formatted(text));
    }
    return new DeadLetterPlace(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  public String text() {
    return topic + "/" + partition + "/" + offset;
  }

  @Override
  public int compareTo(DeadLetterPlace other) {
    return java.util.Comparator.comparing(DeadLetterPlace::topic)
        .thenComparingInt(DeadLetterPlace::partition)
        .thenComparingLong(DeadLetterPlace::offset)
        .compare(this, other);
  }
}
