package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What filters read of each item: {@code a.b.0}; an item itself where there is no path.
 *
 * @param otherwise what stands for what is undefined
 */
record AttributePath(List<Object> parts, Optional<Object> otherwise, Budget budget) {
  static AttributePath of(Object path, Rendering rendering) {
    return of(path, None.NONE, rendering);
  }

  static AttributePath of(Object path, Object otherwise, Rendering rendering) {
    Optional<Object> instead = otherwise == None.NONE ? Optional.empty() : Optional.of(otherwise);
    return new AttributePath(parts(path), instead, rendering.budget());
  }

  private static List<Object> parts(Object path) {
    if (path == None.NONE) {
      return List.of();
    }
    Optional<String> text = PyText.find(path);
    if (text.isEmpty()) {
      return List.of(path);
    }
    List<Object> parts = new ArrayList<>();
    for (String part : text.get().split("\\.", -1)) {
      boolean number = !part.isEmpty() && part.chars().allMatch(Character::isDigit);
      parts.add(number ? new BigInteger(part) : part);
    }
    return parts;
  }

  Object of(Object item) {
    Object value = item;
    for (Object part : parts) {
      value = Members.item(value, part, budget);
      if (value instanceof Undefined) {
        value = otherwise.orElse(value);
      }
    }
    return value;
  }

  /** Texts in lower case, unless case counts. */
  Object key(Object item, boolean caseCounts) {
    Object value = of(item);
    return caseCounts
        ? value
        : PyText.find(value).<Object>map(text -> text.toLowerCase(Locale.ROOT)).orElse(value);
  }
}
