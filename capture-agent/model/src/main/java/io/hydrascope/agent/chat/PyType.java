package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.List;

/** What Python calls the type of a value. */
final class PyType {
  private PyType() {}

  static String name(Object value) {
    if (value instanceof String) {
      return "str";
    }
    if (value instanceof BigInteger) {
      return "int";
    }
    if (value instanceof Double) {
      return "float";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof List) {
      return "list";
    }
    if (value instanceof Dict) {
      return "dict";
    }
    return value instanceof View view ? view.type() : rareName(value);
  }

  private static String rareName(Object value) {
    if (value == None.NONE) {
      return "NoneType";
    }
    if (value instanceof Tuple) {
      return "tuple";
    }
    if (value instanceof SafeText) {
      return "Markup";
    }
    if (value instanceof Generator) {
      return "generator";
    }
    if (value instanceof LoopState) {
      return "LoopContext";
    }
    return value instanceof Callable ? "function" : value.getClass().getSimpleName();
  }

  /** As Jinja describes a value in errors. */
  static String described(Object value) {
    return value == None.NONE ? "None" : name(value) + " object";
  }
}
