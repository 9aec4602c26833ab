package io.hydrascope.agent.chat;

import io.hydrascope.agent.chat.Token.Kind;
import java.util.List;

/** The tokens of a template, read from first to last. */
final class TokenStream {
  private static final int MAX_DEPTH = 100;

  private final List<Token> tokens;
  private int at;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  Token look() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  int line() {
    return current().line();
  }

  boolean isAt(Kind kind) {
    return current().kind() == kind;
  }

  boolean isName(String name) {
    return current().is(Kind.NAME, name);
  }

  boolean isOperator(String operator) {
    return current().is(Kind.OPERATOR, operator);
  }

  boolean skipName(String name) {
    return skip(isName(name));
  }

  boolean skipOperator(String operator) {
    return skip(isOperator(operator));
  }

  private boolean skip(boolean found) {
    if (found) {
      next();
    }
    return found;
  }

  Token expect(Kind kind, String what) {
    if (!isAt(kind)) {
      throw expected(what);
    }
    return next();
  }

  String expectName() {
    return expect(Kind.NAME, "a name").text();
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw expected(operator);
    }
  }

  TemplateFault expected(String what) {
    return new TemplateFault(
        "expected %s, not %s".formatted(what, current().described()), current().line());
  }

  int place() {
    return at;
  }

  List<String> namesSince(int place) {
    return tokens.subList(place, at).stream()
        .filter(token -> token.kind() == Kind.NAME)
        .map(Token::text)
        .distinct()
        .toList();
  }

  void enter() {
    depth++;
    if (depth > MAX_DEPTH) {
      throw new TemplateFault(
          "depth=%d of the template, at most %d".formatted(depth, MAX_DEPTH), line());
    }
  }

  void leave() {
    depth--;
  }
}
