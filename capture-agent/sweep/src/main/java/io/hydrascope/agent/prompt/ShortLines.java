package io.hydrascope.agent.prompt;

import io.hydrascope.schemas.Limit;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a text, none of them longer than a message may be. */
final class ShortLines {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Reader reader;
  private boolean begun;

  /**
   * @param reader buffered
   */
  ShortLines(Reader reader) {
    this.reader = reader;
  }

  /**
   * Null at the end.
   *
   * @throws BadPromptException if the line is too long, or the text begins with a byte order mark
   */
  @Nullable String next() throws IOException {
    StringBuilder line = new StringBuilder();
    int character = reader.read();
    if (!begun && character == BYTE_ORDER_MARK) {
      throw new BadPromptException("begins with a byte order mark: save the file as plain UTF-8");
    }
    begun = true;
    if (character == -1) {
      return null;
    }
    while (character != -1 && character != '\n') {
      if (Limit.MESSAGE_BYTES.isExceededBy(line.length() + 1L)) {
        throw new BadPromptException(
            "has more than %,d characters, the most of a line: one JSON object a line is needed"
                .formatted(Limit.MESSAGE_BYTES.most()));
      }
      line.append((char) character);
      character = reader.read();
    }
    boolean hasReturn = line.length() > 0 && line.charAt(line.length() - 1) == '\r';
    return hasReturn ? line.substring(0, line.length() - 1) : line.toString();
  }
}
