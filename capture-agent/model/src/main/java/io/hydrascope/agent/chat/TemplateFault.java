package io.hydrascope.agent.chat;

import java.util.OptionalInt;

/** What is wrong within a template, which {@link ChatTemplate} adds its name to. */
final class TemplateFault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int UNKNOWN = -1;

  private final int line;

  TemplateFault(String message) {
    this(message, UNKNOWN);
  }

  TemplateFault(String message, int line) {
    // Endless templates make many of them: no stack trace, which nobody reads.
    super(message, null, false, false);
    this.line = line;
  }

  /** The innermost line stays. */
  TemplateFault at(int where) {
    return line == UNKNOWN ? new TemplateFault(text(), where) : this;
  }

  OptionalInt line() {
    return line == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(line);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
