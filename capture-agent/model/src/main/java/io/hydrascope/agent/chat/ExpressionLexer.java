package io.hydrascope.agent.chat;

import io.hydrascope.agent.chat.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts what stands within a tag. */
final class ExpressionLexer {
  private static final Pattern FLOAT =
      Pattern.compile(
          "(\\d+_)*+\\d++((\\.(\\d+_)*+\\d++)?[eE][+-]?(\\d+_)*+\\d++|\\.(\\d+_)*+\\d++)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](_?[01])++|0[oO](_?[0-7])++|0[xX](_?[0-9a-fA-F])++|[1-9](_?[0-9])*+|0(_?0)*+");
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final String source;
  private int line;
  private final Deque<Character> open = new ArrayDeque<>();

  ExpressionLexer(String source, int line) {
    this.source = source;
    this.line = line;
  }

  /** Up to the end of the tag or its sign, which is where the index that comes back points. */
  int read(int from, String close, List<Token> tokens) {
    int at = from;
    while (at < source.length()) {
      if (open.isEmpty() && endsAt(at, close)) {
        return at;
      }
      at = PyChars.isSpace(source.charAt(at)) ? blank(at) : token(at, tokens);
    }
    throw new TemplateFault("a tag has no end " + close, line);
  }

  private boolean endsAt(int at, String close) {
    char first = source.charAt(at);
    // Only blocks have an end with a plus.
    boolean sign = first == '-' || (first == '+' && close.equals("%}"));
    return source.startsWith(close, sign ? at + 1 : at);
  }

  private int blank(int at) {
    line += source.charAt(at) == '\n' ? 1 : 0;
    return at + 1;
  }

  private int token(int at, List<Token> tokens) {
    char first = source.charAt(at);
    if (first == '"' || first == '\'') {
      return string(at, tokens);
    }
    if (Character.isDigit(first)) {
      return number(at, tokens);
    }
    if (isNamePart(source.codePointAt(at))) {
      return name(at, tokens);
    }
    return operator(at, tokens);
  }

  private int number(int at, List<Token> tokens) {
    boolean afterDot = at > 0 && source.charAt(at - 1) == '.';
    Matcher matcher = FLOAT.matcher(source).region(at, source.length());
    if (!afterDot && matcher.lookingAt()) {
      return add(tokens, Kind.FLOAT, matcher.group().replace("_", ""), matcher.end());
    }
    matcher = INTEGER.matcher(source).region(at, source.length());
    if (matcher.lookingAt()) {
      return add(tokens, Kind.INTEGER, matcher.group().replace("_", ""), matcher.end());
    }
    throw unexpected(at);
  }

  private int add(List<Token> tokens, Kind kind, String text, int end) {
    tokens.add(new Token(kind, text, line));
    return end;
  }

  private static boolean isNamePart(int point) {
    return Character.isLetterOrDigit(point) || point == '_';
  }

  private int name(int at, List<Token> tokens) {
    int end = at;
    while (end < source.length() && isNamePart(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    return add(tokens, Kind.NAME, source.substring(at, end), end);
  }

  private int string(int at, List<Token> tokens) {
    char quote = source.charAt(at);
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw new TemplateFault("a string has no end " + quote, line);
    }
    String raw = source.substring(at + 1, end);
    int next = add(tokens, Kind.STRING, StringEscapes.decode(raw, line), end + 1);
    line += (int) raw.chars().filter(c -> c == '\n').count();
    return next;
  }

  private int operator(int at, List<Token> tokens) {
    String operator =
        OPERATORS.stream()
            .filter(text -> source.startsWith(text, at))
            .findFirst()
            .orElseThrow(() -> unexpected(at));
    balance(operator);
    return add(tokens, Kind.OPERATOR, operator, at + operator.length());
  }

  private void balance(String operator) {
    int opens = "[({".indexOf(operator);
    int closes = "])}".indexOf(operator);
    if (opens >= 0) {
      open.push("])}".charAt(opens));
    } else if (closes >= 0 && (open.isEmpty() || open.pop() != operator.charAt(0))) {
      throw new TemplateFault("unexpected " + operator, line);
    }
  }

  private TemplateFault unexpected(int at) {
    String character = Character.toString(source.codePointAt(at));
    return new TemplateFault("unexpected character " + PyRepr.quote(character), line);
  }
}
