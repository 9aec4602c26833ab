package io.hydrascope.agent.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/** Python's int, float and bool. */
final class Numbers {
  private static final int MAX_BITS = 4096;

  private Numbers() {}

  static BigInteger of(long value) {
    return BigInteger.valueOf(value);
  }

  static BigInteger of(boolean value) {
    return value ? BigInteger.ONE : BigInteger.ZERO;
  }

  static BigInteger whole(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new TemplateFault("%s is no whole number".formatted(text(value)));
    }
    return new BigDecimal(value).toBigInteger();
  }

  static BigInteger bounded(BigInteger value) {
    if (value.bitLength() > MAX_BITS) {
      throw new TemplateFault(
          "a number of %d bits, at most %d".formatted(value.bitLength(), MAX_BITS));
    }
    return value;
  }

  /** An int or a bool. */
  static Optional<BigInteger> integer(Object value) {
    if (value instanceof BigInteger number) {
      return Optional.of(number);
    }
    return value instanceof Boolean truth ? Optional.of(of(truth)) : Optional.empty();
  }

  static boolean isNumber(Object value) {
    return value instanceof BigInteger || value instanceof Double || value instanceof Boolean;
  }

  static double toDouble(Object number) {
    return number instanceof Double value
        ? value
        : integer(number).map(BigInteger::doubleValue).orElse(Double.NaN);
  }

  static int requireInt(Object value) {
    BigInteger number =
        integer(value)
            .orElseThrow(
                () -> new TemplateFault("a whole number is needed, not " + PyType.name(value)));
    if (number.bitLength() > 31) {
      throw new TemplateFault("%s is no number of 32 bits".formatted(number));
    }
    return number.intValue();
  }

  /** As Python prints a float: the fewest digits that read back as the same. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value > 0 ? "0.0" : "-0.0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    return (value < 0 ? "-" : "") + digits(shortest);
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded;
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN));
  }

  private static String digits(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    int exponent = plain.precision() - plain.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String text = plain.toPlainString();
      return text.contains(".") ? text : text + ".0";
    }
    String all = plain.unscaledValue().toString();
    String fraction = all.length() == 1 ? "" : "." + all.substring(1);
    return "%s%se%s%02d"
        .formatted(all.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
