package io.hydrascope.schemas.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Bytes as one line of text that shows each of them: UTF-8 as it is, and {@code \\xHH} for a byte
 * that is no UTF-8 or that a terminal would obey; a backslash is doubled.
 */
public final class EscapedText {
  private EscapedText() {}

  public static String of(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    StringBuilder text = new StringBuilder();
    while (true) {
      CoderResult result = decoder.reset().decode(in, out, true);
      out.flip().codePoints().forEach(character -> append(text, character));
      out.clear();
      if (!result.isError()) {
        return text.toString();
      }
      for (int left = result.length(); left > 0; left--) {
        appendByte(text, in.get());
      }
    }
  }

  private static void append(StringBuilder text, int character) {
    if (character == '\\') {
      text.append("\\\\");
    } else if (isShown(character)) {
      text.appendCodePoint(character);
    } else {
      for (byte each : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
        appendByte(text, each);
      }
    }
  }

  /** Not what moves the cursor, turns the direction of writing or has no glyph. */
  private static boolean isShown(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static void appendByte(StringBuilder text, byte value) {
    text.append(String.format(Locale.ROOT, "\\x%02x", value & 0xff));
  }
}
