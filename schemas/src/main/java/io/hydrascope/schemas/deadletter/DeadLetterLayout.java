package io.hydrascope.schemas.deadletter;

import io.hydrascope.schemas.WireVersion;
import io.hydrascope.schemas.deadletter.DeadLetterMessage.Letter;
import io.hydrascope.schemas.deadletter.DeadLetterMessage.Mark;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The layout of the topic of dead letters, version 1. Who refuses a message writes a letter; who
 * submits it again writes a mark with the same key after the letter. Key and headers are UTF-8.
 *
 * <pre>
 * key                       topic/partition/offset of the refused message
 *
 * letter: value             that of the refused message, byte by byte
 *         headers           those of the refused message, and
 *   dead_letter_version     1
 *   dead_letter_topic       where the refused message lay
 *   dead_letter_partition
 *   dead_letter_offset
 *   dead_letter_reason      a word, for counting
 *   dead_letter_detail      one line for a person
 *   dead_letter_value_bytes if the value is the beginning of a large one alone: the bytes of the
 *                           whole, which lies at the place
 *   dead_letter_retry_of    if the refused message repeats an earlier one: the place of that
 *
 * mark: no value
 *         headers
 *   dead_letter_version     1
 *   dead_letter_retried_as  topic/partition/offset of the repeated message
 *
 * repeated message, in its own topic: value and headers of the refused one, and
 *   dead_letter_retry_of    the place of the refused message
 * </pre>
 *
 * Names that begin with {@code dead_letter_} belong to this layout: a refused message's own headers
 * of such names are dropped. A record without a version was written before there was one; its
 * layout is that of version 1.
 */
final class DeadLetterLayout {
  private static final String PREFIX = "dead_letter_";
  private static final WireVersion VERSION =
      new WireVersion("a dead letter", PREFIX + "version", 1);
  private static final String TOPIC = PREFIX + "topic";
  private static final String PARTITION = PREFIX + "partition";
  private static final String OFFSET = PREFIX + "offset";
  private static final String REASON = PREFIX + "reason";
  private static final String DETAIL = PREFIX + "detail";
  private static final String VALUE_BYTES = PREFIX + "value_bytes";
  private static final String RETRY_OF = PREFIX + "retry_of";
  private static final String RETRIED_AS = PREFIX + "retried_as";

  private DeadLetterLayout() {}

  static Map<String, byte[]> headers(Letter letter) {
    DeadLetter refused = letter.refused();
    Map<String, byte[]> headers = new LinkedHashMap<>(refused.headers());
    headers.put(VERSION.field(), utf8(Integer.toString(VERSION.known())));
    headers.put(TOPIC, utf8(refused.topic()));
    headers.put(PARTITION, utf8(Integer.toString(refused.partition())));
    headers.put(OFFSET, utf8(Long.toString(refused.offset())));
    headers.put(REASON, utf8(refused.reason()));
    headers.put(DETAIL, utf8(refused.detail()));
    if (refused.isByReference()) {
      headers.put(VALUE_BYTES, utf8(Integer.toString(refused.valueBytes())));
    }
    letter.retryOf().ifPresent(place -> headers.put(RETRY_OF, utf8(place)));
    return headers;
  }

  static Map<String, byte[]> headers(Mark mark) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(VERSION.field(), utf8(Integer.toString(VERSION.known())));
    headers.put(RETRIED_AS, utf8(mark.retriedAs().text()));
    return headers;
  }

  static Map<String, byte[]> repeating(DeadLetterPlace refused, Map<String, byte[]> own) {
    Map<String, byte[]> headers = new LinkedHashMap<>(own);
    headers.put(RETRY_OF, utf8(refused.text()));
    return headers;
  }

  static DeadLetterMessage parse(
      byte @Nullable [] key, Map<String, byte[]> headers, byte @Nullable [] value) {
    requireKnownVersion(headers);
    DeadLetterPlace place = DeadLetterPlace.parse(key == null ? "" : text(key));
    Optional<String> retriedAs = text(headers, RETRIED_AS);
    if (retriedAs.isPresent()) {
      return new Mark(place, DeadLetterPlace.parse(retriedAs.get()));
    }
    DeadLetter refused =
        new DeadLetter(
            place.topic(),
            place.partition(),
            place.offset(),
            headers,
            value,
            valueBytes(headers, value),
            text(headers, REASON).orElse(""),
            text(headers, DETAIL).orElse(""));
    return letter(refused);
  }

  /** Keeps the message's own headers apart from those of this layout. */
  static Letter letter(DeadLetter refused) {
    Map<String, byte[]> own = new LinkedHashMap<>(refused.headers());
    own.keySet().removeIf(name -> name.startsWith(PREFIX));
    return new Letter(
        new DeadLetter(
            refused.topic(),
            refused.partition(),
            refused.offset(),
            own,
            refused.value(),
            refused.valueBytes(),
            refused.reason(),
            refused.detail()),
        text(refused.headers(), RETRY_OF));
  }

  private static int valueBytes(Map<String, byte[]> headers, byte @Nullable [] value) {
    int here = value == null ? 0 : value.length;
    Optional<String> whole = text(headers, VALUE_BYTES);
    try {
      return whole.map(Integer::valueOf).orElse(here);
    } catch (NumberFormatException e) {
      throw new BadInputException("%s=%s is no number".formatted(VALUE_BYTES, whole.get()));
    }
  }

  static Optional<String> unknownVersion(Map<String, byte[]> headers) {
    return text(headers, VERSION.field()).filter(version -> VERSION.refusal(version).isPresent());
  }

  private static void requireKnownVersion(Map<String, byte[]> headers) {
    Optional<String> refusal = text(headers, VERSION.field()).flatMap(VERSION::refusal);
    if (refusal.isPresent()) {
      throw new BadInputException(refusal.get());
    }
  }

  private static Optional<String> text(Map<String, byte[]> headers, String name) {
    return Optional.ofNullable(headers.get(name)).map(DeadLetterLayout::text);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
