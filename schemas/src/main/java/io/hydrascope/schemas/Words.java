package io.hydrascope.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Finds an enum's constant by its word. */
final class Words {
  private Words() {}

  static <E extends Enum<E>> E find(E[] values, Function<E, String> text, String wanted) {
    for (E value : values) {
      if (text.apply(value).equals(wanted)) {
        return value;
      }
    }
    List<String> words = Arrays.stream(values).map(text).toList();
    String what = values[0].getDeclaringClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    throw new IllegalArgumentException(
        what + "=" + wanted + " is none of " + String.join(", ", words));
  }
}
