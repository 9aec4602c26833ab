package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code '%s is %d' % (a, b)}. */
final class PercentFormat {
  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "%(?:\\(([^)]*)\\))?([-+ 0#]*)(\\d{0,7})(?:\\.(\\d{0,7}))?(.)", Pattern.DOTALL);

  private PercentFormat() {}

  static String format(String format, Object values, Budget budget) {
    List<Object> all = values instanceof Tuple tuple ? tuple.items() : List.of(values);
    Matcher matcher = DIRECTIVE.matcher(format);
    StringBuilder out = new StringBuilder();
    int from = 0;
    int used = 0;
    while (matcher.find()) {
      plain(out, format.substring(from, matcher.start()));
      from = matcher.end();
      if (matcher.group(5).equals("%")) {
        out.append('%');
      } else if (matcher.group(1) != null) {
        out.append(field(matcher, Members.item(values, matcher.group(1), budget), budget));
        used = all.size();
      } else if (used == all.size()) {
        throw new TemplateFault("not enough arguments for format string");
      } else {
        out.append(field(matcher, all.get(used++), budget));
      }
      budget.characters(out.length());
    }
    plain(out, format.substring(from));
    if (used < all.size() && !(values instanceof Dict)) {
      throw new TemplateFault("not all arguments converted during string formatting");
    }
    return budget.made(out.toString());
  }

  private static void plain(StringBuilder out, String text) {
    if (text.indexOf('%') >= 0) {
      throw new TemplateFault("incomplete format");
    }
    out.append(text);
  }

  private static String field(Matcher matcher, Object value, Budget budget) {
    String flags = matcher.group(2);
    char type = matcher.group(5).charAt(0);
    Object printed = converted(type, value, budget);
    boolean text = printed instanceof String;
    String align = flags.contains("-") ? "<" : text ? ">" : flags.contains("0") ? "0=" : ">";
    String sign = text ? "" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    String precision =
        matcher.group(4) == null ? "" : "." + (matcher.group(4).isEmpty() ? "0" : matcher.group(4));
    String kind = text ? "s" : type == 'i' || type == 'u' ? "d" : String.valueOf(type);
    return FormatSpec.parse(
            align + sign + matcher.group(3) + ("dxXo".contains(kind) ? "" : precision) + kind)
        .apply(printed, budget);
  }

  private static Object converted(char type, Object value, Budget budget) {
    return switch (type) {
      case 's' -> PyText.of(value, budget);
      case 'r', 'a' -> PyRepr.of(value, budget);
      case 'd', 'i', 'u' -> whole(value);
      case 'x', 'X', 'o' -> whole(value);
      case 'f', 'F' -> decimal(value);
      default -> throw new TemplateFault("unsupported format character '%s'".formatted(type));
    };
  }

  private static BigInteger whole(Object value) {
    if (value instanceof Double number) {
      return Numbers.whole(number);
    }
    return Numbers.integer(value)
        .orElseThrow(
            () -> new TemplateFault("%d format: a number is needed, not " + PyType.name(value)));
  }

  private static Double decimal(Object value) {
    if (!Numbers.isNumber(value)) {
      throw new TemplateFault("must be real number, not " + PyType.name(value));
    }
    return Numbers.toDouble(value);
  }
}
