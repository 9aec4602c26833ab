package io.hydrascope.schemas.deadletter;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of the topic of dead letters: its key, value and headers are those that {@link
 * DeadLetterLayout} draws.
 */
public sealed interface DeadLetterMessage {
  /** Where the refused message lay. */
  DeadLetterPlace place();

  /** By name, for any transport. */
  Map<String, byte[]> headers();

  byte @Nullable [] value();

  default byte[] key() {
    return DeadLetterLayout.utf8(place().text());
  }

  /**
   * A message was refused.
   *
   * @param refused with its own headers alone
   * @param retryOf the place of the first refused message that this one repeats
   */
  record Letter(DeadLetter refused, Optional<String> retryOf) implements DeadLetterMessage {
    @Override
    public DeadLetterPlace place() {
      return refused.place();
    }

    @Override
    public Map<String, byte[]> headers() {
      return DeadLetterLayout.headers(this);
    }

    @Override
    public byte @Nullable [] value() {
      return refused.value();
    }
  }

  /**
   * A refused message was submitted again.
   *
   * @param retriedAs where it lies now
   */
  record Mark(DeadLetterPlace place, DeadLetterPlace retriedAs) implements DeadLetterMessage {
    @Override
    public Map<String, byte[]> headers() {
      return DeadLetterLayout.headers(this);
    }

    @Override
    public byte @Nullable [] value() {
      return null;
    }
  }

  /**
   * About a message that was just refused.
   *
   * @param refused with all headers that it was sent with
   */
  static Letter about(DeadLetter refused) {
    return DeadLetterLayout.letter(refused);
  }

  /**
   * Reads what lies in the topic.
   *
   * @throws io.hydrascope.schemas.text.BadInputException if it is neither a letter nor a mark of
   *     the version that this program knows
   */
  static DeadLetterMessage parse(
      byte @Nullable [] key, Map<String, byte[]> headers, byte @Nullable [] value) {
    return DeadLetterLayout.parse(key, headers, value);
  }

  /** The version of a record's layout, if it is another than the one that this program knows. */
  static Optional<String> unknownVersion(Map<String, byte[]> headers) {
    return DeadLetterLayout.unknownVersion(headers);
  }

  /**
   * The headers with which a refused message is submitted again.
   *
   * @param own those of the refused message
   */
  static Map<String, byte[]> repeating(DeadLetterPlace refused, Map<String, byte[]> own) {
    return DeadLetterLayout.repeating(refused, own);
  }
}
