package io.hydrascope.agent.chat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Python's comparisons. */
final class ComparisonOperator {
  private static final int MAX_DEPTH = 100;

  private ComparisonOperator() {}

  static boolean holds(String operator, Object left, Object right, Budget budget) {
    return switch (operator) {
      case "==" -> equal(left, right, budget);
      case "!=" -> !equal(left, right, budget);
      case "in" -> contains(right, left, budget);
      case "not in" -> !contains(right, left, budget);
      case "<" -> order(operator, left, right, budget) < 0;
      case "<=" -> order(operator, left, right, budget) <= 0;
      case ">" -> order(operator, left, right, budget) > 0;
      default -> order(operator, left, right, budget) >= 0;
    };
  }

  static boolean equal(Object left, Object right, Budget budget) {
    return equal(left, right, budget, 0);
  }

  private static boolean equal(Object left, Object right, Budget budget, int depth) {
    budget.step();
    if (depth > MAX_DEPTH) {
      throw new TemplateFault(
          "values of depth=%d cannot be compared, at most %d".formatted(depth, MAX_DEPTH));
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return compareNumbers(left, right).filter(order -> order == 0).isPresent();
    }
    Optional<String> text = PyText.find(left);
    if (text.isPresent()) {
      budget.steps(text.get().length() / 256);
      return text.equals(PyText.find(right));
    }
    if (left instanceof Undefined) {
      return right instanceof Undefined;
    }
    if (left instanceof List<?> first && right instanceof List<?> second) {
      return equalItems(first, second, budget, depth);
    }
    if (left instanceof Tuple first && right instanceof Tuple second) {
      return equalItems(first.items(), second.items(), budget, depth);
    }
    if (left instanceof Dict first && right instanceof Dict second) {
      return equalEntries(first, second, budget, depth);
    }
    return left == right || (left instanceof View && left.equals(right));
  }

  private static boolean equalItems(List<?> left, List<?> right, Budget budget, int depth) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i), budget, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalEntries(Dict left, Dict right, Budget budget, int depth) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Dict.Entry entry : left.entries()) {
      Optional<Object> other = right.find(entry.key());
      if (other.isEmpty() || !equal(entry.value(), other.get(), budget, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /** Empty where one is no number at all. */
  static Optional<Integer> compareNumbers(Object left, Object right) {
    if (left instanceof Double || right instanceof Double) {
      double first = Numbers.toDouble(left);
      double second = Numbers.toDouble(right);
      if (Double.isNaN(first) || Double.isNaN(second)) {
        return Optional.empty();
      }
      if (Double.isInfinite(first) || Double.isInfinite(second)) {
        return Optional.of(first == second ? 0 : first < second ? -1 : 1);
      }
      return Optional.of(decimal(left).compareTo(decimal(right)));
    }
    return Optional.of(decimal(left).compareTo(decimal(right)));
  }

  private static BigDecimal decimal(Object number) {
    return number instanceof Double value
        ? new BigDecimal(value)
        : new BigDecimal(Numbers.integer(number).orElseThrow());
  }

  static boolean contains(Object collection, Object item, Budget budget) {
    Optional<String> text = PyText.find(collection);
    if (text.isPresent()) {
      String part =
          PyText.find(item)
              .orElseThrow(
                  () ->
                      new TemplateFault(
                          "'in <string>' requires string as left operand, not "
                              + PyType.name(item)));
      budget.steps(1 + text.get().length() / 256L);
      return text.get().contains(part);
    }
    if (collection instanceof Dict dict) {
      return dict.find(item).isPresent();
    }
    for (Object other : containerItems(collection, budget)) {
      if (equal(other, item, budget)) {
        return true;
      }
    }
    return false;
  }

  private static List<Object> containerItems(Object collection, Budget budget) {
    if (!Items.exist(collection)) {
      throw new TemplateFault(
          "argument of type '%s' is not iterable".formatted(PyType.name(collection)));
    }
    return Items.of(collection, budget);
  }

  static int order(String operator, Object left, Object right, Budget budget) {
    budget.step();
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return compareNumbers(left, right)
          .orElseThrow(() -> new TemplateFault("nan has no place in an order"));
    }
    Optional<String> text = PyText.find(left);
    Optional<String> other = PyText.find(right);
    if (text.isPresent() && other.isPresent()) {
      return compareTexts(text.get(), other.get());
    }
    if (left instanceof List<?> first && right instanceof List<?> second) {
      return orderItems(operator, first, second, budget);
    }
    if (left instanceof Tuple first && right instanceof Tuple second) {
      return orderItems(operator, first.items(), second.items(), budget);
    }
    throw left instanceof Undefined undefined
        ? undefined.fault()
        : unordered(operator, left, right);
  }

  private static TemplateFault unordered(String operator, Object left, Object right) {
    return right instanceof Undefined undefined
        ? undefined.fault()
        : new TemplateFault(
            "'%s' not supported between instances of '%s' and '%s'"
                .formatted(operator, PyType.name(left), PyType.name(right)));
  }

  private static int orderItems(String operator, List<?> left, List<?> right, Budget budget) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!equal(left.get(i), right.get(i), budget)) {
        budget.enter();
        int order = order(operator, left.get(i), right.get(i), budget);
        budget.leave();
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  /** By code points, which differs from Java's order above the basic plane. */
  private static int compareTexts(String left, String right) {
    int i = 0;
    while (i < left.length() && i < right.length() && left.charAt(i) == right.charAt(i)) {
      i++;
    }
    if (i == left.length() || i == right.length()) {
      return Integer.compare(left.length(), right.length());
    }
    boolean within = Character.isLowSurrogate(left.charAt(i)) && i > 0;
    int at = within && Character.isHighSurrogate(left.charAt(i - 1)) ? i - 1 : i;
    return Integer.compare(left.codePointAt(at), right.codePointAt(at));
  }
}
