package io.hydrascope.agent.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Of a call, a filter or a test: by place, then by name. */
record ArgumentList(List<Object> places, Map<String, Object> names) {
  static final ArgumentList NONE = new ArgumentList(List.of(), Map.of());

  static ArgumentList of(Object... places) {
    return new ArgumentList(List.of(places), Map.of());
  }

  Optional<Object> find(int place, String name) {
    return place < places.size()
        ? Optional.of(places.get(place))
        : Optional.ofNullable(names.get(name));
  }

  Object get(int place, String name) {
    return find(place, name)
        .orElseThrow(() -> new TemplateFault("argument %s is missing".formatted(name)));
  }

  Object get(int place, String name, Object otherwise) {
    return find(place, name).orElse(otherwise);
  }

  Optional<String> text(int place, String name) {
    return find(place, name).filter(value -> value != None.NONE).map(PyText::require);
  }

  int integer(int place, String name, int otherwise) {
    return find(place, name)
        .filter(value -> value != None.NONE)
        .map(Numbers::requireInt)
        .orElse(otherwise);
  }

  boolean truth(int place, String name, boolean otherwise) {
    return find(place, name).map(Truth::of).orElse(otherwise);
  }

  /** Those after the first. */
  ArgumentList rest() {
    return new ArgumentList(places.isEmpty() ? places : places.subList(1, places.size()), names);
  }

  /**
   * @throws TemplateFault if there are more than a callee takes
   */
  ArgumentList require(String callee, String... known) {
    if (places.size() > known.length) {
      throw new TemplateFault(
          "%s takes at most %d arguments, not %d".formatted(callee, known.length, places.size()));
    }
    List<String> all = List.of(known);
    for (String name : names.keySet()) {
      if (all.indexOf(name) < places.size()) {
        throw new TemplateFault(
            "%s takes no argument %s%s"
                .formatted(callee, name, all.contains(name) ? " a second time" : ""));
      }
    }
    return this;
  }

  static final class Builder {
    private final List<Object> places = new ArrayList<>();
    private final Map<String, Object> names = new LinkedHashMap<>();

    void add(Object value) {
      places.add(value);
    }

    void put(String name, Object value) {
      if (names.put(name, value) != null) {
        throw new TemplateFault("argument %s is there twice".formatted(name));
      }
    }

    ArgumentList build() {
      return new ArgumentList(places, names);
    }
  }
}
