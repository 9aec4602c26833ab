package io.hydrascope.agent.chat;

import io.hydrascope.agent.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into text and tags, with {@code trim_blocks} and {@code lstrip_blocks}: a newline
 * after a block and blanks before one that starts its line are no text.
 */
final class TemplateLexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  /** Whether the last tag took a newline along. */
  private boolean atLineStart = true;

  private TemplateLexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String text) {
    return new TemplateLexer(withoutLastNewline(text.replace("\r\n", "\n").replace('\r', '\n')))
        .read();
  }

  private static String withoutLastNewline(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private List<Token> read() {
    int open = nextOpen(at);
    while (open >= 0) {
      readTag(open);
      open = nextOpen(at);
    }
    data(source.substring(at));
    add(Kind.END, "");
    return List.copyOf(tokens);
  }

  private int nextOpen(int from) {
    for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private void readTag(int open) {
    char kind = source.charAt(open + 1);
    char sign = signAt(open + 2);
    data(beforeTag(source.substring(at, open), sign, kind == '{'));
    skipTo(open + 2 + (sign == 0 ? 0 : 1));
    if (kind == '#') {
      skipComment();
    } else if (kind == '%' && isWordAt("raw")) {
      readRaw();
    } else {
      add(kind == '%' ? Kind.BLOCK_BEGIN : Kind.VARIABLE_BEGIN, "");
      readExpression(kind == '%');
    }
  }

  private char signAt(int index) {
    char sign = index < source.length() ? source.charAt(index) : 0;
    return sign == '-' || sign == '+' ? sign : 0;
  }

  private String beforeTag(String text, char sign, boolean isVariable) {
    if (sign == '-') {
      return PyChars.stripEnd(text);
    }
    int start = text.lastIndexOf('\n') + 1;
    boolean startsLine = start > 0 || atLineStart;
    boolean strip = sign != '+' && !isVariable && startsLine;
    return strip && PyChars.isBlank(text.substring(start)) ? text.substring(0, start) : text;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text);
    }
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  /** Counts the lines on the way. */
  private void skipTo(int index) {
    for (int i = at; i < index; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    at = index;
  }

  private void skipComment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw new TemplateFault("a comment has no end #}", line);
    }
    // {#-#} has a sign on both sides, which may be the same one only in an empty comment.
    char sign = end > at ? signAt(end - 1) : 0;
    skipTo(end + 2);
    afterTag(sign, true);
  }

  /**
   * @param trims whether the tag takes the newline behind it
   */
  private void afterTag(char sign, boolean trims) {
    int end = at;
    if (sign == '-') {
      while (end < source.length() && PyChars.isSpace(source.charAt(end))) {
        end++;
      }
    } else if (sign != '+' && trims && end < source.length() && source.charAt(end) == '\n') {
      end++;
    }
    skipTo(end);
    atLineStart = source.charAt(at - 1) == '\n';
  }

  private boolean isWordAt(String word) {
    int start = skipBlanks(at);
    return source.startsWith(word, start) && endOfBlock(start + word.length()) >= 0;
  }

  private int skipBlanks(int from) {
    int index = from;
    while (index < source.length() && PyChars.isSpace(source.charAt(index))) {
      index++;
    }
    return index;
  }

  /** Behind {@code %}}, before which blanks and a sign may stand; negative where there is none. */
  private int endOfBlock(int from) {
    int index = skipBlanks(from);
    index += signAt(index) == 0 ? 0 : 1;
    return source.startsWith("%}", index) ? index + 2 : -1;
  }

  private void readRaw() {
    int end = endOfBlock(skipBlanks(at) + "raw".length());
    skipTo(end);
    afterTag(signAt(end - 3), false);
    for (int open = source.indexOf("{%", at); open >= 0; open = source.indexOf("{%", open + 1)) {
      char sign = signAt(open + 2);
      int word = skipBlanks(open + 2 + (sign == 0 ? 0 : 1));
      int close = source.startsWith("endraw", word) ? endOfBlock(word + "endraw".length()) : -1;
      if (close >= 0) {
        data(beforeTag(source.substring(at, open), sign, false));
        skipTo(close);
        afterTag(signAt(close - 3), true);
        return;
      }
    }
    throw new TemplateFault("a raw block has no endraw", line);
  }

  private void readExpression(boolean isBlock) {
    String close = isBlock ? "%}" : "}}";
    ExpressionLexer lexer = new ExpressionLexer(source, line);
    int end = lexer.read(at, close, tokens);
    skipTo(end);
    add(isBlock ? Kind.BLOCK_END : Kind.VARIABLE_END, "");
    skipTo(end + (signAt(end) == 0 ? 2 : 3));
    afterTag(signAt(end), isBlock);
  }
}
