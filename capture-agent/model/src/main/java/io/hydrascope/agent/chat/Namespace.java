package io.hydrascope.agent.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Attributes that a template may set from within a loop. */
final class Namespace {
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  void set(String name, Object value) {
    if (name.startsWith("_")) {
      throw new TemplateFault(
          "a namespace keeps no attribute %s, which starts with an underscore: rename it"
              .formatted(PyRepr.quote(name)));
    }
    attributes.put(name, value);
  }

  Optional<Object> find(String name) {
    return Optional.ofNullable(attributes.get(name));
  }
}
