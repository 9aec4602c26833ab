package io.hydrascope.agent.chat;

/**
 * What has no value. Prints as nothing, has no items, is false; everything else with it fails.
 *
 * @param reason why, such as {@code 'x' is undefined}
 */
record Undefined(String reason) {
  static Undefined variable(String name) {
    return new Undefined(PyRepr.quote(name) + " is undefined");
  }

  static Undefined member(Object of, Object name) {
    if (name instanceof String text) {
      return new Undefined(
          "'%s' has no attribute %s".formatted(PyType.described(of), PyRepr.quote(text)));
    }
    return new Undefined(
        "%s has no element %s".formatted(PyType.described(of), PyRepr.unbounded(name)));
  }

  TemplateFault fault() {
    return new TemplateFault(reason);
  }
}
