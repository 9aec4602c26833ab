package io.hydrascope.agent.chat;

import java.util.Optional;

/** The filters of Jinja, and transformers' {@code tojson}. */
final class Filters {
  private Filters() {}

  static Filter get(String name) {
    return TextFilters.find(name)
        .or(() -> ItemFilters.find(name))
        .or(() -> ChoiceFilters.find(name))
        .or(() -> NumberFilters.find(name))
        .orElseThrow(() -> new TemplateFault("no filter named " + PyRepr.quote(name)));
  }

  static boolean exists(Object name) {
    return PyText.find(name)
        .flatMap(
            text ->
                TextFilters.find(text)
                    .or(() -> ItemFilters.find(text))
                    .or(() -> ChoiceFilters.find(text))
                    .or(() -> NumberFilters.find(text)))
        .isPresent();
  }

  static Optional<Filter> some(Filter filter) {
    return Optional.of(filter);
  }
}
