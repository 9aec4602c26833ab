package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code a[i]} and {@code a[start:stop:step]} of texts, lists and tuples. */
final class Slicing {
  private Slicing() {}

  /** Empty where there is no such item. */
  static Optional<Object> item(Object value, BigInteger index) {
    Optional<String> text = PyText.find(value);
    if (text.isPresent()) {
      return character(text.get(), index).map(found -> found);
    }
    boolean indexed = !(value instanceof View view) || view.type().equals(View.RANGE);
    return indexed
        ? Items.sequence(value).flatMap(list -> place(index, list.size()).map(list::get))
        : Optional.empty();
  }

  private static Optional<String> character(String text, BigInteger index) {
    return place(index, PyChars.length(text))
        .map(place -> Character.toString(text.codePointAt(text.offsetByCodePoints(0, place))));
  }

  private static Optional<Integer> place(BigInteger index, int size) {
    BigInteger place = index.signum() < 0 ? index.add(Numbers.of(size)) : index;
    return place.signum() >= 0 && place.compareTo(Numbers.of(size)) < 0
        ? Optional.of(place.intValue())
        : Optional.empty();
  }

  static Object slice(Object value, Object start, Object stop, Object step, Budget budget) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    Optional<String> text = PyText.find(value);
    boolean sliced = text.isPresent() || value instanceof List || value instanceof Tuple;
    sliced |= value instanceof View view && view.type().equals(View.RANGE);
    if (!sliced) {
      throw new TemplateFault("'%s' object is not subscriptable".formatted(PyType.name(value)));
    }
    int size = Items.length(value);
    List<Integer> places = places(size, start, stop, step);
    budget.steps(1L + places.size() / 16);
    if (text.isPresent()) {
      return budget.made(characters(text.get(), places));
    }
    List<Object> items = Items.sequence(value).orElseThrow();
    List<Object> chosen = places.stream().map(items::get).toList();
    return value instanceof Tuple ? new Tuple(chosen) : List.copyOf(chosen);
  }

  private static String characters(String text, List<Integer> places) {
    int[] points = text.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    places.forEach(place -> out.appendCodePoint(points[place]));
    return out.toString();
  }

  private static List<Integer> places(int size, Object start, Object stop, Object step) {
    long by = step == None.NONE ? 1 : bound(step, Integer.MAX_VALUE);
    if (by == 0) {
      throw new TemplateFault("slice step cannot be zero");
    }
    long lowest = by > 0 ? 0 : -1;
    long highest = by > 0 ? size : size - 1L;
    long from =
        start == None.NONE ? (by > 0 ? lowest : highest) : clamp(start, size, lowest, highest);
    long to = stop == None.NONE ? (by > 0 ? highest : lowest) : clamp(stop, size, lowest, highest);
    List<Integer> places = new ArrayList<>();
    for (long place = from; by > 0 ? place < to : place > to; place += by) {
      places.add((int) place);
    }
    return places;
  }

  private static long clamp(Object bound, int size, long lowest, long highest) {
    long place = bound(bound, 1L << 40);
    return Math.max(lowest, Math.min(highest, place < 0 ? place + size : place));
  }

  private static long bound(Object value, long most) {
    BigInteger number =
        Numbers.integer(value)
            .orElseThrow(
                () ->
                    value instanceof Undefined undefined
                        ? undefined.fault()
                        : new TemplateFault(
                            "a slice needs whole numbers, not " + PyType.name(value)));
    return number.max(Numbers.of(-most)).min(Numbers.of(most)).longValue();
  }
}
