package io.hydrascope.agent.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a value is printed: {@code [[fill]align][sign][0][width][,][.precision][type]}.
 *
 * @param align one of {@code <>^=}; 0 where it is the value's own
 * @param sign one of {@code +- }; 0 where only minus is shown
 */
record FormatSpec(
    String fill, char align, char sign, int width, boolean grouped, int precision, char type) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(.)?([<>^=]))?([-+ ])?(0)?(\\d{0,7})(,)?(?:\\.(\\d{1,7}))?([a-zA-Z%])?",
          Pattern.DOTALL);
  static final int NO_PRECISION = -1;
  private static final int MAX_PRECISION = 1000;

  static FormatSpec parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TemplateFault("unknown format " + PyRepr.quote(text));
    }
    boolean zero = matcher.group(4) != null;
    String fill = Optional.ofNullable(matcher.group(1)).orElse(zero ? "0" : " ");
    return new FormatSpec(
        fill,
        first(matcher.group(2), zero ? '=' : 0),
        first(matcher.group(3), 0),
        matcher.group(5).isEmpty() ? 0 : Integer.parseInt(matcher.group(5)),
        matcher.group(6) != null,
        matcher.group(7) == null ? NO_PRECISION : Integer.parseInt(matcher.group(7)),
        first(matcher.group(8), 0));
  }

  private static char first(@org.jspecify.annotations.Nullable String text, int otherwise) {
    return text == null ? (char) otherwise : text.charAt(0);
  }

  String apply(Object value, Budget budget) {
    if (precision > MAX_PRECISION) {
      throw new TemplateFault("precision=%d, at most %d".formatted(precision, MAX_PRECISION));
    }
    budget.characters(width);
    boolean number = Numbers.isNumber(value) && !(value instanceof Boolean && type == 0);
    return number ? padded(number(value), '>') : padded(text(value, budget), '<');
  }

  private String text(Object value, Budget budget) {
    if (type != 0 && type != 's') {
      throw unknown(value);
    }
    String text = PyText.of(value, budget);
    return precision == NO_PRECISION || PyChars.length(text) <= precision
        ? text
        : text.substring(0, text.offsetByCodePoints(0, precision));
  }

  private TemplateFault unknown(Object value) {
    return new TemplateFault(
        "unknown format code '%s' for a %s".formatted(type, PyType.name(value)));
  }

  private String number(Object value) {
    Optional<BigInteger> integer = Numbers.integer(value);
    if (integer.isPresent() && "\0dxXob".indexOf(type) >= 0) {
      return signed(integer.get().signum() < 0, integer(integer.get().abs()));
    }
    double number = Numbers.toDouble(value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return signed(number < 0, Numbers.text(Math.abs(number)));
    }
    return signed(number < 0, decimal(Math.abs(number), value));
  }

  private String integer(BigInteger value) {
    String digits =
        switch (type) {
          case 'x' -> value.toString(16);
          case 'X' -> value.toString(16).toUpperCase(java.util.Locale.ROOT);
          case 'o' -> value.toString(8);
          case 'b' -> value.toString(2);
          default -> value.toString();
        };
    return grouped(digits);
  }

  private String decimal(double number, Object value) {
    int digits = precision == NO_PRECISION ? 6 : precision;
    if (type == 'f' || type == 'F') {
      return grouped(fixed(new BigDecimal(number), digits));
    }
    if (type == '%') {
      return fixed(new BigDecimal(number * 100), digits) + "%";
    }
    if (type == 0 && precision == NO_PRECISION && value instanceof Double) {
      return grouped(Numbers.text(number));
    }
    throw unknown(value);
  }

  private static String fixed(BigDecimal value, int digits) {
    return value.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  private String grouped(String digits) {
    int point = digits.indexOf('.');
    String whole = point < 0 ? digits : digits.substring(0, point);
    String rest = point < 0 ? "" : digits.substring(point);
    return (grouped ? whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",") : whole) + rest;
  }

  private String signed(boolean negative, String digits) {
    return negative ? "-" + digits : sign == '+' || sign == ' ' ? sign + digits : digits;
  }

  private String padded(String text, char usual) {
    int missing = width - PyChars.length(text);
    if (missing <= 0) {
      return text;
    }
    char where = align == 0 ? usual : align;
    if (where == '=') {
      boolean signed = !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0;
      return text.substring(0, signed ? 1 : 0)
          + fill.repeat(missing)
          + text.substring(signed ? 1 : 0);
    }
    int left = where == '<' ? 0 : where == '>' ? missing : missing / 2;
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }
}
