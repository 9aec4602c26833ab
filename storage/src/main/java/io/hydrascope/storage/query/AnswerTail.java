package io.hydrascope.storage.query;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The end of an answer, where ClickHouse says what went wrong after it had begun to send.
 *
 * <pre>
 * __exception__ CRLF tag CRLF message LF length SPACE tag CRLF __exception__ CRLF
 * </pre>
 *
 * The tag is random and stands in the answer's header, so rows cannot look like it.
 */
final class AnswerTail {
  private static final int CAPACITY = 1 << 15;
  private static final String MARK = "__exception__";

  private final String tag;
  private final byte[] tail = new byte[CAPACITY];
  private int length;

  /**
   * @param tag empty where the server announces none
   */
  AnswerTail(String tag) {
    this.tag = tag;
  }

  void add(byte[] bytes, int count) {
    int from = Math.max(0, count - CAPACITY);
    int added = count - from;
    int kept = Math.min(length, CAPACITY - added);
    System.arraycopy(tail, length - kept, tail, 0, kept);
    System.arraycopy(bytes, from, tail, kept, added);
    length = kept + added;
  }

  /**
   * @throws QueryException with the message, if there is one
   */
  void requireComplete(@Nullable Throwable cause) {
    if (tag.isEmpty()) {
      return;
    }
    String text = new String(tail, 0, length, StandardCharsets.UTF_8);
    String opening = MARK + "\r\n" + tag + "\r\n";
    int start = text.lastIndexOf(opening);
    if (start >= 0) {
      String message = text.substring(start + opening.length());
      int end = message.lastIndexOf('\n', Math.max(0, message.indexOf(tag)));
      throw new QueryException(end > 0 ? message.substring(0, end) : message, cause);
    }
  }
}
