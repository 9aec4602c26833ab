package io.hydrascope.agent.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Python iterates over. */
final class Items {
  private Items() {}

  /**
   * @throws TemplateFault if the value has no items
   */
  static List<Object> of(Object value, Budget budget) {
    List<Object> items =
        find(value)
            .orElseThrow(
                () ->
                    new TemplateFault("'%s' object is not iterable".formatted(PyType.name(value))));
    budget.steps(items.size());
    return items;
  }

  /** Takes what a generator has. */
  static Optional<List<Object>> find(Object value) {
    if (value instanceof Generator generator) {
      return Optional.of(generator.takeAll());
    }
    if (value instanceof Undefined) {
      return Optional.of(List.of());
    }
    if (value instanceof Dict dict) {
      return Optional.of(dict.keys());
    }
    return PyText.find(value).map(Items::characters).or(() -> sequence(value));
  }

  static boolean exist(Object value) {
    return value instanceof Generator || find(value).isPresent();
  }

  private static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>(text.length());
    text.codePoints().forEach(point -> characters.add(Character.toString(point)));
    return characters;
  }

  /** Items of a list, a tuple or a view. */
  static Optional<List<Object>> sequence(Object value) {
    if (value instanceof List<?> list) {
      return Optional.of(List.copyOf(list));
    }
    if (value instanceof Tuple tuple) {
      return Optional.of(tuple.items());
    }
    return value instanceof View view ? Optional.of(view.items()) : Optional.empty();
  }

  static int length(Object value) {
    if (value instanceof Dict dict) {
      return dict.size();
    }
    if (value instanceof Generator || !exist(value)) {
      throw new TemplateFault("object of type '%s' has no len()".formatted(PyType.name(value)));
    }
    return PyText.find(value)
        .map(PyChars::length)
        .orElseGet(() -> find(value).map(List::size).orElse(0));
  }
}
