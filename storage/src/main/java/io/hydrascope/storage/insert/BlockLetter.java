package io.hydrascope.storage.insert;

import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A block that was set aside, as it lies with the dead letters:
 *
 * <pre>
 * place     clickhouse.TABLE/0/a number made of the token
 * value     the rows, one Arrow IPC stream
 * headers   block_token, block_columns (joined by commas), block_rows
 * reason    block_refused
 * </pre>
 *
 * @param token under which it was, and will be, inserted
 */
public record BlockLetter(TableBlock block, String token) {
  private static final String TOPIC = "clickhouse.";
  private static final String REASON = "block_refused";
  private static final String TOKEN = "block_token";
  private static final String COLUMNS = "block_columns";
  private static final String ROWS = "block_rows";

  /** Leaves 59 bits: 18 digits, as many as a place has. */
  private static final int SPARE_BITS = 5;

  /** Whether what lay at a place is a block, not a message. */
  public static boolean isAt(DeadLetterPlace place) {
    return place.topic().startsWith(TOPIC);
  }

  /**
   * @param detail why it was refused
   */
  public DeadLetter letter(String detail) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(TOKEN, utf8(token));
    headers.put(COLUMNS, utf8(String.join(",", block.columns())));
    headers.put(ROWS, utf8(Integer.toString(block.rows())));
    return DeadLetter.of(place(), headers, block.arrowStream(), REASON, detail);
  }

  private DeadLetterPlace place() {
    long number = UUID.nameUUIDFromBytes(utf8(token)).getMostSignificantBits() >>> SPARE_BITS;
    return new DeadLetterPlace(TOPIC + block.table(), 0, number);
  }

  /**
   * @param value of the letter, or mended rows
   * @throws BadInputException if the letter is of no such block
   */
  public static BlockLetter parse(
      DeadLetterPlace place, Map<String, byte[]> headers, byte @Nullable [] value) {
    try {
      if (!isAt(place) || value == null) {
        throw new BadInputException(place.text() + " is no block that was set aside");
      }
      TableBlock block =
          new TableBlock(
              place.topic().substring(TOPIC.length()),
              List.of(text(place, headers, COLUMNS).split(",", -1)),
              value,
              Integer.parseInt(text(place, headers, ROWS)));
      return new BlockLetter(block, text(place, headers, TOKEN));
    } catch (NumberFormatException e) {
      throw new BadInputException("%s: %s is no number".formatted(place.text(), ROWS));
    }
  }

  private static String text(DeadLetterPlace place, Map<String, byte[]> headers, String name) {
    byte[] bytes = headers.get(name);
    if (bytes == null) {
      throw new BadInputException("%s: header %s is missing".formatted(place.text(), name));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
