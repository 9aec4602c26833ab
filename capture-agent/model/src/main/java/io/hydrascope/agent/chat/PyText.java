package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.Optional;

/** Python's {@code str}: what a value prints as. */
final class PyText {
  private PyText() {}

  static String of(Object value, Budget budget) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof SafeText safe) {
      return safe.text();
    }
    return value instanceof Undefined ? "" : PyRepr.of(value, budget);
  }

  /** Of a value that holds no other. */
  static String scalar(Object value) {
    if (value instanceof BigInteger number) {
      return number.toString();
    }
    if (value instanceof Double number) {
      return Numbers.text(number);
    }
    if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    if (value == None.NONE) {
      return "None";
    }
    if (value instanceof View view) {
      return view.text();
    }
    throw new TemplateFault(
        "a %s has no text that would be the same each time: print what it holds"
            .formatted(PyType.name(value)));
  }

  /** The text itself, of a value that is one. */
  static Optional<String> find(Object value) {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    return value instanceof SafeText safe ? Optional.of(safe.text()) : Optional.empty();
  }

  static String require(Object value) {
    return find(value)
        .orElseThrow(
            () ->
                value instanceof Undefined undefined
                    ? undefined.fault()
                    : new TemplateFault("a text is needed, not " + PyType.name(value)));
  }
}
