package io.hydrascope.agent.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Filters that choose, change or group items, and the one for what is undefined. */
final class ChoiceFilters {
  private ChoiceFilters() {}

  static Optional<Filter> find(String name) {
    return switch (name) {
      case "default", "d" -> Filters.some((v, a, r) -> otherwise(v, a));
      case "map" -> Filters.some(ChoiceFilters::map);
      case "select" -> Filters.some((v, a, r) -> select(v, a, r, true));
      case "reject" -> Filters.some((v, a, r) -> select(v, a, r, false));
      case "selectattr" -> Filters.some((v, a, r) -> selectAttribute(v, a, r, true));
      case "rejectattr" -> Filters.some((v, a, r) -> selectAttribute(v, a, r, false));
      case "unique" -> Filters.some(ChoiceFilters::unique);
      case "groupby" -> Filters.some(ChoiceFilters::groupBy);
      case "attr" -> Filters.some((v, a, r) -> attribute(v, a, r.budget()));
      default -> Optional.empty();
    };
  }

  private static Object otherwise(Object value, ArgumentList arguments) {
    arguments.require("default", "default_value", "boolean");
    boolean replaces =
        value instanceof Undefined || (arguments.truth(1, "boolean", false) && !Truth.of(value));
    return replaces ? arguments.get(0, "default_value", "") : value;
  }

  private static Object map(Object value, ArgumentList arguments, Rendering rendering) {
    List<Object> mapped = new ArrayList<>();
    List<Object> items = Items.of(value, rendering.budget());
    if (arguments.places().isEmpty() && arguments.names().containsKey("attribute")) {
      AttributePath path =
          AttributePath.of(
              arguments.get(0, "attribute"), arguments.get(1, "default", None.NONE), rendering);
      items.forEach(item -> mapped.add(path.of(item)));
    } else if (!items.isEmpty()) {
      Filter filter = Filters.get(PyText.require(arguments.get(0, "filter")));
      items.forEach(item -> mapped.add(filter.apply(item, arguments.rest(), rendering)));
    }
    return new Generator(mapped);
  }

  private static Predicate<Object> test(ArgumentList arguments, Rendering rendering) {
    if (arguments.places().isEmpty()) {
      return Truth::of;
    }
    ValueTest test = ValueTests.get(PyText.require(arguments.get(0, "test")));
    return item -> test.holds(item, arguments.rest(), rendering);
  }

  private static Object select(
      Object value, ArgumentList arguments, Rendering rendering, boolean wanted) {
    Predicate<Object> test = test(arguments, rendering);
    return chosen(value, rendering, item -> test.test(item) == wanted);
  }

  private static Object selectAttribute(
      Object value, ArgumentList arguments, Rendering rendering, boolean wanted) {
    AttributePath path = AttributePath.of(arguments.get(0, "attribute"), rendering);
    Predicate<Object> test = test(arguments.rest(), rendering);
    return chosen(value, rendering, item -> test.test(path.of(item)) == wanted);
  }

  private static Generator chosen(Object value, Rendering rendering, Predicate<Object> holds) {
    if (!Truth.of(value)) {
      return new Generator(List.of());
    }
    return new Generator(Items.of(value, rendering.budget()).stream().filter(holds).toList());
  }

  private static Object unique(Object value, ArgumentList arguments, Rendering rendering) {
    arguments.require("unique", "case_sensitive", "attribute");
    boolean caseCounts = arguments.truth(0, "case_sensitive", false);
    AttributePath path = AttributePath.of(arguments.get(1, "attribute", None.NONE), rendering);
    Dict seen = new Dict();
    List<Object> unique = new ArrayList<>();
    for (Object item : Items.of(value, rendering.budget())) {
      Object key = path.key(item, caseCounts);
      if (seen.find(key).isEmpty()) {
        seen.put(key, item);
        unique.add(item);
      }
    }
    return new Generator(unique);
  }

  private static Object groupBy(Object value, ArgumentList arguments, Rendering rendering) {
    arguments.require("groupby", "attribute", "default", "case_sensitive");
    boolean caseCounts = arguments.truth(2, "case_sensitive", false);
    AttributePath path =
        AttributePath.of(
            arguments.get(0, "attribute"), arguments.get(1, "default", None.NONE), rendering);
    List<Object> sorted = new ArrayList<>(Items.of(value, rendering.budget()));
    sorted.sort(
        (a, b) ->
            ComparisonOperator.order(
                "<", path.key(a, caseCounts), path.key(b, caseCounts), rendering.budget()));
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    for (Object item : sorted) {
      boolean starts =
          !group.isEmpty()
              && !ComparisonOperator.equal(
                  path.key(group.get(0), caseCounts),
                  path.key(item, caseCounts),
                  rendering.budget());
      if (starts) {
        groups.add(group(path, group));
        group = new ArrayList<>();
      }
      group.add(item);
    }
    if (!group.isEmpty()) {
      groups.add(group(path, group));
    }
    return List.copyOf(groups);
  }

  private static Object group(AttributePath path, List<Object> items) {
    return Tuple.of(path.of(items.get(0)), List.copyOf(items));
  }

  private static Object attribute(Object value, ArgumentList arguments, Budget budget) {
    String name = PyText.require(arguments.require("attr", "name").get(0, "name"));
    Object found = Members.attribute(value, name, budget);
    // Unlike a dot, the filter reads no items.
    boolean isItem = value instanceof Dict && !(found instanceof Callable);
    return isItem && !(found instanceof Undefined) ? Undefined.member(value, name) : found;
  }
}
