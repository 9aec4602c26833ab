package io.hydrascope.agent.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Filters of collections. */
final class ItemFilters {
  private ItemFilters() {}

  static Optional<Filter> find(String name) {
    return switch (name) {
      case "length", "count" -> Filters.some((v, a, r) -> Numbers.of(Items.length(v)));
      case "list" -> Filters.some((v, a, r) -> List.copyOf(Items.of(v, r.budget())));
      case "items" -> Filters.some((v, a, r) -> items(v));
      case "first" -> Filters.some((v, a, r) -> first(v, r));
      case "last" -> Filters.some((v, a, r) -> last(v, r));
      case "reverse" -> Filters.some((v, a, r) -> reverse(v, r));
      case "sort" -> Filters.some(ItemFilters::sort);
      case "dictsort" -> Filters.some(ItemFilters::dictSort);
      case "min" -> Filters.some((v, a, r) -> extreme(v, a, r, "min"));
      case "max" -> Filters.some((v, a, r) -> extreme(v, a, r, "max"));
      case "batch" -> Filters.some(ItemFilters::batch);
      case "slice" -> Filters.some(ItemFilters::slice);
      default -> Optional.empty();
    };
  }

  private static Object items(Object value) {
    if (value instanceof Undefined) {
      return new Generator(List.of());
    }
    if (value instanceof Dict dict) {
      return new Generator(dict.items());
    }
    throw new TemplateFault("Can only get item pairs from a mapping.");
  }

  private static Object first(Object value, Rendering rendering) {
    if (value instanceof Generator generator) {
      return generator.hasNext() ? generator.next() : none("first");
    }
    List<Object> items = Items.of(value, rendering.budget());
    return items.isEmpty() ? none("first") : items.get(0);
  }

  private static Object last(Object value, Rendering rendering) {
    if (value instanceof Generator) {
      throw new TemplateFault("'generator' object is not reversible");
    }
    List<Object> items = Items.of(value, rendering.budget());
    return items.isEmpty() ? none("last") : items.get(items.size() - 1);
  }

  private static Undefined none(String which) {
    return new Undefined("No %s item, sequence was empty.".formatted(which));
  }

  private static Object reverse(Object value, Rendering rendering) {
    Optional<String> text = PyText.find(value);
    if (text.isPresent()) {
      return rendering.budget().made(PyChars.reversed(text.get()));
    }
    List<Object> items = new ArrayList<>(Items.of(value, rendering.budget()));
    Collections.reverse(items);
    boolean isList = value instanceof Generator;
    return isList ? List.copyOf(items) : new Generator(items);
  }

  private record Keyed(Object item, List<Object> keys) {}

  private static Object sort(Object value, ArgumentList arguments, Rendering rendering) {
    arguments.require("sort", "reverse", "case_sensitive", "attribute");
    boolean caseCounts = arguments.truth(1, "case_sensitive", false);
    Object attribute = arguments.get(2, "attribute", None.NONE);
    List<AttributePath> paths = paths(attribute, rendering);
    List<Keyed> keyed = new ArrayList<>();
    for (Object item : Items.of(value, rendering.budget())) {
      keyed.add(new Keyed(item, paths.stream().map(path -> path.key(item, caseCounts)).toList()));
    }
    sort(keyed, arguments.truth(0, "reverse", false), rendering.budget());
    return keyed.stream().map(Keyed::item).toList();
  }

  private static List<AttributePath> paths(Object attribute, Rendering rendering) {
    return PyText.find(attribute)
        .map(text -> Splitting.split(text, Optional.of(","), Integer.MAX_VALUE, false))
        .orElse(List.of(attribute))
        .stream()
        .map(path -> AttributePath.of(path, rendering))
        .toList();
  }

  private static void sort(List<Keyed> keyed, boolean reverse, Budget budget) {
    Comparator<Keyed> order = (a, b) -> compare(a.keys(), b.keys(), budget);
    keyed.sort(reverse ? order.reversed() : order);
  }

  private static int compare(List<Object> left, List<Object> right, Budget budget) {
    return ComparisonOperator.order("<", new Tuple(left), new Tuple(right), budget);
  }

  private static Object dictSort(Object value, ArgumentList arguments, Rendering rendering) {
    arguments.require("dictsort", "case_sensitive", "by", "reverse");
    if (!(value instanceof Dict dict)) {
      throw new TemplateFault("dictsort needs a dict, not " + PyType.name(value));
    }
    String by = arguments.text(1, "by").orElse("key");
    if (!by.equals("key") && !by.equals("value")) {
      throw new TemplateFault("You can only sort by either \"key\" or \"value\"");
    }
    boolean caseCounts = arguments.truth(0, "case_sensitive", false);
    AttributePath path = AttributePath.of(Numbers.of(by.equals("value")), rendering);
    List<Keyed> keyed = new ArrayList<>();
    for (Object item : dict.items()) {
      keyed.add(new Keyed(item, List.of(path.key(item, caseCounts))));
    }
    sort(keyed, arguments.truth(2, "reverse", false), rendering.budget());
    return keyed.stream().map(Keyed::item).toList();
  }

  private static Object extreme(
      Object value, ArgumentList arguments, Rendering rendering, String which) {
    arguments.require(which, "case_sensitive", "attribute");
    boolean caseCounts = arguments.truth(0, "case_sensitive", false);
    AttributePath path = AttributePath.of(arguments.get(1, "attribute", None.NONE), rendering);
    List<Object> items = Items.of(value, rendering.budget());
    if (items.isEmpty()) {
      return new Undefined("No aggregated item, sequence was empty.");
    }
    Object best = items.get(0);
    String operator = which.equals("min") ? "<" : ">";
    for (Object item : items.subList(1, items.size())) {
      Object key = path.key(item, caseCounts);
      Object bestKey = path.key(best, caseCounts);
      best = ComparisonOperator.holds(operator, key, bestKey, rendering.budget()) ? item : best;
    }
    return best;
  }

  private static Object batch(Object value, ArgumentList arguments, Rendering rendering) {
    int count = atLeastOne(arguments, "linecount");
    Object fill = arguments.get(1, "fill_with", None.NONE);
    List<Object> items = Items.of(value, rendering.budget());
    List<Object> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += count) {
      List<Object> batch =
          new ArrayList<>(items.subList(from, Math.min(items.size(), from + count)));
      rendering.budget().steps(count);
      while (fill != None.NONE && batch.size() < count) {
        batch.add(fill);
      }
      batches.add(List.copyOf(batch));
    }
    return new Generator(batches);
  }

  private static int atLeastOne(ArgumentList arguments, String name) {
    int count = arguments.integer(0, name, 0);
    if (count < 1 || count > Limits.RANGE) {
      throw new TemplateFault("%s=%d, from 1 to %d".formatted(name, count, Limits.RANGE));
    }
    return count;
  }

  private static Object slice(Object value, ArgumentList arguments, Rendering rendering) {
    int count = atLeastOne(arguments, "slices");
    Object fill = arguments.get(1, "fill_with", None.NONE);
    List<Object> items = Items.of(value, rendering.budget());
    rendering.budget().steps(count);
    int longer = items.size() % count;
    int from = 0;
    List<Object> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int to = from + items.size() / count + (i < longer ? 1 : 0);
      List<Object> slice = new ArrayList<>(items.subList(from, to));
      if (fill != None.NONE && i >= longer) {
        slice.add(fill);
      }
      slices.add(List.copyOf(slice));
      from = to;
    }
    return new Generator(slices);
  }
}
