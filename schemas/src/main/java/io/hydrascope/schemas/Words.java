package io.hydrascope.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
    throw new IllegalArgumentException(
        name(values[0]) + "=" + wanted + " is none of " + String.join(", ", words));
  }

  /** {@code donor_position} for {@code DonorPosition}. */
  private static String name(Enum<?> value) {
    String type = value.getDeclaringClass().getSimpleName();
    return type.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
