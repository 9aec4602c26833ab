package io.hydrascope.agent.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Filters that give back numbers. */
final class NumberFilters {
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d+(_\\d+)*");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");
  private static final int MAX_DIGITS = 1000;

  private NumberFilters() {}

  static Optional<Filter> find(String name) {
    return switch (name) {
      case "abs" -> Filters.some((value, arguments, r) -> abs(value));
      case "int" -> Filters.some((value, arguments, r) -> integer(value, arguments));
      case "float" -> Filters.some((value, arguments, r) -> decimal(value, arguments));
      case "round" -> Filters.some((value, arguments, r) -> round(value, arguments));
      case "sum" -> Filters.some(NumberFilters::sum);
      default -> Optional.empty();
    };
  }

  private static Object abs(Object value) {
    if (value instanceof Double number) {
      return Math.abs(number);
    }
    return Numbers.integer(value)
        .map(BigInteger::abs)
        .orElseThrow(
            () ->
                new TemplateFault(
                    "bad operand type for abs(): '%s'".formatted(PyType.name(value))));
  }

  private static Object integer(Object value, ArgumentList arguments) {
    Object otherwise = arguments.get(0, "default", BigInteger.ZERO);
    Optional<String> text = PyText.find(value).map(NumberFilters::stripped);
    if (text.isPresent()) {
      return fromText(text.get(), arguments.integer(1, "base", 10), otherwise);
    }
    if (value instanceof Double number) {
      return Double.isNaN(number) || Double.isInfinite(number) ? otherwise : Numbers.whole(number);
    }
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    return Numbers.integer(value).<Object>map(number -> number).orElse(otherwise);
  }

  private static String stripped(String text) {
    return PyChars.stripEnd(PyChars.stripStart(text));
  }

  private static Object fromText(String text, int base, Object otherwise) {
    if (text.length() > MAX_DIGITS) {
      return otherwise;
    }
    if (base == 10 && INTEGER.matcher(text).matches()) {
      return Numbers.bounded(new BigInteger(text.replace("_", "")));
    }
    if (base >= 2 && base <= 36 && base != 10) {
      try {
        return Numbers.bounded(new BigInteger(withoutPrefix(text, base), base));
      } catch (NumberFormatException e) {
        // Perhaps a decimal number, as below.
      }
    }
    Optional<Double> number = parse(text);
    return number.isEmpty() || number.get().isNaN() || number.get().isInfinite()
        ? otherwise
        : Numbers.bounded(Numbers.whole(number.get()));
  }

  private static String withoutPrefix(String text, int base) {
    String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
    boolean has = !prefix.isEmpty() && text.toLowerCase(Locale.ROOT).startsWith(prefix);
    return has ? text.substring(2) : text;
  }

  private static Optional<Double> parse(String text) {
    String word = text.toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
    double sign = text.startsWith("-") ? -1 : 1;
    if (word.equals("inf") || word.equals("infinity")) {
      return Optional.of(sign * Double.POSITIVE_INFINITY);
    }
    if (word.equals("nan")) {
      return Optional.of(Double.NaN);
    }
    String plain = text.replaceAll("(?<=\\d)_(?=\\d)", "");
    return DECIMAL.matcher(plain).matches() ? Optional.of(Double.valueOf(plain)) : Optional.empty();
  }

  private static Object decimal(Object value, ArgumentList arguments) {
    Object otherwise = arguments.get(0, "default", 0.0);
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (Numbers.isNumber(value)) {
      return Numbers.toDouble(value);
    }
    return PyText.find(value)
        .map(NumberFilters::stripped)
        .filter(text -> text.length() <= MAX_DIGITS)
        .flatMap(NumberFilters::parse)
        .<Object>map(number -> number)
        .orElse(otherwise);
  }

  private static Object round(Object value, ArgumentList arguments) {
    int precision = arguments.require("round", "precision", "method").integer(0, "precision", 0);
    String method = arguments.text(1, "method").orElse("common");
    if (Math.abs(precision) > MAX_DIGITS) {
      throw new TemplateFault("precision=%d, at most %d".formatted(precision, MAX_DIGITS));
    }
    if (!Numbers.isNumber(value)) {
      throw new TemplateFault("round needs a number, not " + PyType.name(value));
    }
    return switch (method) {
      case "common" -> common(value, precision);
      case "ceil", "floor" -> directed(value, precision, method.equals("ceil"));
      default -> throw new TemplateFault("method must be common, ceil or floor, not " + method);
    };
  }

  private static Object common(Object value, int precision) {
    if (value instanceof Double number) {
      return Double.isNaN(number) || Double.isInfinite(number)
          ? number
          : signed(
              new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).doubleValue(),
              number);
    }
    BigInteger integer = Numbers.integer(value).orElseThrow();
    return precision >= 0
        ? integer
        : new BigDecimal(integer).setScale(precision, RoundingMode.HALF_EVEN).toBigInteger();
  }

  private static double signed(double rounded, double number) {
    return rounded == 0 ? Math.copySign(rounded, number) : rounded;
  }

  private static Object directed(Object value, int precision, boolean up) {
    double factor = Math.pow(10, precision);
    double scaled = Numbers.toDouble(value) * factor;
    double whole = up ? Math.ceil(scaled) : Math.floor(scaled);
    // Python's ceil and floor give ints, which know no negative zero.
    return (whole == 0 ? 0 : whole) / factor;
  }

  private static Object sum(Object value, ArgumentList arguments, Rendering rendering) {
    AttributePath path = AttributePath.of(arguments.get(0, "attribute", None.NONE), rendering);
    Object sum = arguments.get(1, "start", BigInteger.ZERO);
    for (Object item : Items.of(value, rendering.budget())) {
      sum = Arithmetic.binary("+", sum, path.of(item), rendering.budget());
    }
    return sum;
  }
}
