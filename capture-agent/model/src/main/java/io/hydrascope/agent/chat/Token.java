package io.hydrascope.agent.chat;

/**
 * @param text what stands between tags, a name, an operator, or a string without its quotes
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    DATA,
    BLOCK_BEGIN,
    BLOCK_END,
    VARIABLE_BEGIN,
    VARIABLE_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(Kind wanted, String value) {
    return kind == wanted && text.equals(value);
  }

  String described() {
    return switch (kind) {
      case BLOCK_END -> "the end of the block";
      case VARIABLE_END, END -> "the end of the expression";
      default -> PyRepr.quote(text);
    };
  }
}
