package io.hydrascope.schemas;

import java.util.List;
import java.util.Map;

/**
 * The most that a message may hold, whichever way it comes: from a topic, over HTTP or in a file.
 * Each is checked before anything is built from what it bounds; {@code docs/limits.md} lists them.
 */
public enum Limit {
  /** Of a message's value, after Kafka has decompressed it. */
  MESSAGE_BYTES(8L << 20),
  /** Of the description that goes with a message's rows: source, plan, captures, units. */
  METADATA_BYTES(4L << 20),
  /** Of a model: what {@link ResidualBasis} counts. */
  COMPONENTS(16_384),
  /** That one plan, or one message, ablates. */
  UNITS(16_384),
  /** Captures of one message. */
  CAPTURES(16_384),
  /** Positions of one prompt at which a logit is read. */
  READOUTS(131_072),
  /** Of one message, intact and ablated; of a message of vectors, its vectors. */
  ROWS(131_072),
  /** Donors of one prompt. */
  DONORS(1_024),
  /** Segments of one prompt. */
  SEGMENT_KEYS(16),
  /** Of a segment's key, and of its value. */
  SEGMENT_CHARACTERS(256),
  /** In UTF-8, of what names something: prompt, group, capture, run, model, revision. */
  ID_BYTES(512),
  /** Of a text in a rule or an acknowledgement. */
  TEXT_CHARACTERS(2_000),
  /** Of a list in a rule. */
  LIST_ENTRIES(1_000),
  /** Of a value that a dead letter carries; of a larger one it has the beginning. */
  LETTER_VALUE_BYTES(7L << 20),
  /** Of a larger value, what its dead letter carries. */
  LETTER_BEGINNING_BYTES(1L << 10),
  /** Of a refused message's own headers together; with more, its dead letter has none of them. */
  LETTER_HEADERS_BYTES(64L << 10),
  /** Of what a dead letter tells a person. */
  LETTER_DETAIL_CHARACTERS(2_000);

  /**
   * The largest number in a row, up or down. No model comes near it, and fourth powers of what is
   * computed from such numbers, summed over all messages that there will ever be, stay finite.
   */
  public static final double LARGEST_NUMBER = 1e18;

  /** The largest scale of a final norm, and one over the smallest. */
  public static final double LARGEST_SCALE = 1e12;

  /** Of one char. */
  private static final long MOST_UTF8_BYTES = 3;

  private final long most;

  Limit(long most) {
    this.most = most;
  }

  public long most() {
    return most;
  }

  /** Whether so many are too many. */
  public boolean isExceededBy(long found) {
    return found > most;
  }

  /**
   * @throws OverLimitException naming the value and the limit
   */
  public void require(long found, String what) {
    if (isExceededBy(found)) {
      throw new OverLimitException("%s: %,d, the most is %,d".formatted(what, found, most));
    }
  }

  /**
   * Text that names something: short, and without half of a surrogate pair, which no UTF-8 has.
   *
   * @param what is named, for the message
   * @throws OverLimitException showing the beginning of the text
   */
  public static String requireId(String what, String text) {
    // No character takes less than a byte: a long text is refused before anything looks into it.
    requireText(ID_BYTES, "bytes of " + what, text);
    if (text.length() * MOST_UTF8_BYTES <= ID_BYTES.most) {
      return text;
    }
    long bytes = text.codePoints().mapToLong(Limit::utf8Bytes).sum();
    ID_BYTES.require(bytes, "bytes of %s=%s".formatted(what, beginning(text)));
    return text;
  }

  /**
   * @throws OverLimitException naming the number of segments, or showing the beginning of one
   */
  public static void requireSegments(Map<String, String> segments) {
    SEGMENT_KEYS.require(segments.size(), "segments");
    segments.forEach(
        (key, value) -> {
          requireText(SEGMENT_CHARACTERS, "characters of the segment's key", key);
          requireText(SEGMENT_CHARACTERS, "characters of segment " + key, value);
        });
  }

  /**
   * @throws OverLimitException naming the number of donors, or showing the beginning of one's id
   */
  public static void requireDonors(List<String> donors) {
    DONORS.require(donors.size(), "donors");
    donors.forEach(donor -> requireId("donor", donor));
  }

  private static void requireText(Limit characters, String what, String text) {
    characters.require(text.length(), "%s=%s".formatted(what, beginning(text)));
    int half = halfOfPair(text);
    if (half >= 0) {
      throw new OverLimitException(
          "%s=%s: character %d is half of a surrogate pair, \\u%04x; send well-formed text"
              .formatted(what, beginning(text), half, (int) text.charAt(half)));
    }
  }

  /** Where the text has half of a surrogate pair; -1 where it is well-formed. */
  public static int halfOfPair(String text) {
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at); // a pair is one
      if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
        return at;
      }
      at += Character.charCount(character);
    }
    return -1;
  }

  private static int utf8Bytes(int character) {
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    return character < 0x10000 ? 3 : 4;
  }

  /** Fit to be shown: well-formed and short. */
  private static String beginning(String text) {
    int shown = 40;
    String start = text.length() > shown ? text.substring(0, shown) + "…" : text;
    StringBuilder clean = new StringBuilder(start);
    for (int i = 0; i < clean.length(); i++) {
      if (Character.isSurrogate(clean.charAt(i))) {
        clean.setCharAt(i, '\uFFFD');
      }
    }
    return clean.toString();
  }
}
