package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Python's arithmetic, on numbers, texts and lists. */
final class Arithmetic {
  private static final int MAX_EXPONENT = 4096;

  private Arithmetic() {}

  static Object unary(String operator, Object value) {
    Optional<BigInteger> integer = Numbers.integer(value);
    if (integer.isPresent()) {
      return operator.equals("-") ? integer.get().negate() : integer.get();
    }
    if (value instanceof Double number) {
      return operator.equals("-") ? -number : number;
    }
    throw value instanceof Undefined undefined
        ? undefined.fault()
        : new TemplateFault(
            "bad operand type for unary %s: '%s'".formatted(operator, PyType.name(value)));
  }

  static Object binary(String operator, Object left, Object right, Budget budget) {
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return numbers(operator, left, right);
    }
    return switch (operator) {
      case "+" -> sum(left, right, budget).orElseThrow(() -> unsupported(operator, left, right));
      case "*" ->
          repeated(left, right, budget)
              .or(() -> repeated(right, left, budget))
              .orElseThrow(() -> unsupported(operator, left, right));
      case "%" ->
          PyText.find(left)
              .<Object>map(format -> PercentFormat.format(format, right, budget))
              .orElseThrow(() -> unsupported(operator, left, right));
      default -> throw unsupported(operator, left, right);
    };
  }

  private static TemplateFault unsupported(String operator, Object left, Object right) {
    if (left instanceof Undefined undefined) {
      return undefined.fault();
    }
    if (right instanceof Undefined undefined) {
      return undefined.fault();
    }
    if (operator.equals("+") && PyText.find(left).isPresent()) {
      return new TemplateFault(
          "can only concatenate str (not \"%s\") to str".formatted(PyType.name(right)));
    }
    return new TemplateFault(
        "unsupported operand types for %s: '%s' and '%s'"
            .formatted(operator, PyType.name(left), PyType.name(right)));
  }

  private static Optional<Object> sum(Object left, Object right, Budget budget) {
    if (left instanceof SafeText || right instanceof SafeText) {
      return safeSum(left, right, budget);
    }
    if (left instanceof String first && right instanceof String second) {
      budget.characters((long) first.length() + second.length());
      return Optional.of(first + second);
    }
    if (left instanceof List<?> first && right instanceof List<?> second) {
      return Optional.of(joined(first, second, budget));
    }
    if (left instanceof Tuple first && right instanceof Tuple second) {
      return Optional.of(new Tuple(joined(first.items(), second.items(), budget)));
    }
    return Optional.empty();
  }

  private static Optional<Object> safeSum(Object left, Object right, Budget budget) {
    if (PyText.find(left).isEmpty() || PyText.find(right).isEmpty()) {
      return Optional.empty();
    }
    String first = escaped(left).text();
    String second = escaped(right).text();
    budget.characters((long) first.length() + second.length());
    return Optional.of(new SafeText(first + second));
  }

  private static SafeText escaped(Object text) {
    return text instanceof SafeText safe ? safe : SafeText.escaped(PyText.require(text));
  }

  private static List<Object> joined(List<?> first, List<?> second, Budget budget) {
    budget.steps((long) first.size() + second.size());
    List<Object> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  private static Optional<Object> repeated(Object value, Object times, Budget budget) {
    Optional<BigInteger> count = Numbers.integer(times);
    if (count.isEmpty()) {
      return Optional.empty();
    }
    long number = Math.max(0, count.get().min(Numbers.of(1L << 40)).longValue());
    Optional<String> text = PyText.find(value);
    if (text.isPresent()) {
      budget.characters(text.get().length() * number);
      return Optional.of(text.get().repeat(text.get().isEmpty() ? 0 : (int) number));
    }
    if (!(value instanceof List) && !(value instanceof Tuple)) {
      return Optional.empty();
    }
    List<Object> items = Items.sequence(value).orElseThrow();
    budget.steps(items.size() * number);
    List<Object> all = new ArrayList<>();
    for (long i = 0; i < number && !items.isEmpty(); i++) {
      all.addAll(items);
    }
    return Optional.of(value instanceof Tuple ? new Tuple(all) : List.copyOf(all));
  }

  private static Object numbers(String operator, Object left, Object right) {
    if (left instanceof Double || right instanceof Double || operator.equals("/")) {
      return floats(operator, Numbers.toDouble(left), Numbers.toDouble(right));
    }
    BigInteger first = Numbers.integer(left).orElseThrow();
    BigInteger second = Numbers.integer(right).orElseThrow();
    return switch (operator) {
      case "+" -> Numbers.bounded(first.add(second));
      case "-" -> Numbers.bounded(first.subtract(second));
      case "*" -> Numbers.bounded(first.multiply(second));
      case "//" -> floorDivided(first, second);
      case "%" -> first.subtract(floorDivided(first, second).multiply(second));
      default -> power(first, second);
    };
  }

  private static BigInteger floorDivided(BigInteger first, BigInteger second) {
    if (second.signum() == 0) {
      throw new TemplateFault("division by zero");
    }
    BigInteger[] parts = first.divideAndRemainder(second);
    boolean below = parts[1].signum() != 0 && parts[1].signum() != second.signum();
    return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static Object power(BigInteger base, BigInteger exponent) {
    if (exponent.signum() < 0) {
      return floats("**", base.doubleValue(), exponent.doubleValue());
    }
    if (base.abs().compareTo(BigInteger.ONE) <= 0) {
      // 0, 1 or -1: only whether the exponent is zero or odd counts.
      return base.pow(exponent.signum() == 0 ? 0 : exponent.testBit(0) ? 1 : 2);
    }
    if (exponent.compareTo(Numbers.of(MAX_EXPONENT)) > 0) {
      throw new TemplateFault("exponent=%s, at most %d".formatted(exponent, MAX_EXPONENT));
    }
    if ((long) base.bitLength() * exponent.intValue() > 2L * MAX_EXPONENT) {
      throw new TemplateFault("a number of more than %d bits".formatted(MAX_EXPONENT));
    }
    return Numbers.bounded(base.pow(exponent.intValue()));
  }

  private static Object floats(String operator, double left, double right) {
    boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
    if (divides && right == 0) {
      throw new TemplateFault("division by zero");
    }
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "//" -> Math.floor(left / right);
      case "%" -> remainder(left, right);
      default -> Math.pow(left, right);
    };
  }

  private static double remainder(double left, double right) {
    double rest = left % right;
    return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest;
  }
}
