package io.hydrascope.agent.chat;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Python's {@code strftime} in the C locale. */
final class Strftime {
  private Strftime() {}

  static String format(String format, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      if (format.charAt(at) != '%' || at + 1 == format.length()) {
        out.append(format.charAt(at++));
        continue;
      }
      boolean unpadded = format.charAt(at + 1) == '-' && at + 2 < format.length();
      at += unpadded ? 2 : 1;
      String text = directive(format.charAt(at++), time);
      out.append(unpadded ? text.replaceFirst("^[0 ]+(?=\\d)", "") : text);
    }
    return out.toString();
  }

  private static String directive(char kind, ZonedDateTime time) {
    return switch (kind) {
      case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
      case 'x', 'D' -> format("%m/%d/%y", time);
      case 'X', 'T' -> format("%H:%M:%S", time);
      case 'F' -> format("%Y-%m-%d", time);
      case 'R' -> format("%H:%M", time);
      case 'e' -> "%2d".formatted(time.getDayOfMonth());
      case 'U' -> week(time.getDayOfYear() - 1, time.getDayOfWeek().getValue() % 7);
      case 'W' -> week(time.getDayOfYear() - 1, time.getDayOfWeek().getValue() - 1);
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      case 'f' -> "%06d".formatted(time.get(ChronoField.MICRO_OF_SECOND));
      case 's' -> Long.toString(time.toEpochSecond());
      case 'Z', 'z' -> "";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      default -> DateTimeFormatter.ofPattern(pattern(kind), Locale.ENGLISH).format(time);
    };
  }

  private static String week(int dayOfYear, int dayOfWeek) {
    return "%02d".formatted((dayOfYear + 7 - dayOfWeek) / 7);
  }

  private static String pattern(char kind) {
    return switch (kind) {
      case 'Y' -> "uuuu";
      case 'y' -> "uu";
      case 'm' -> "MM";
      case 'd' -> "dd";
      case 'H' -> "HH";
      case 'I' -> "hh";
      case 'M' -> "mm";
      case 'S' -> "ss";
      case 'p' -> "a";
      case 'j' -> "DDD";
      case 'a' -> "EEE";
      case 'A' -> "EEEE";
      case 'b', 'h' -> "MMM";
      case 'B' -> "MMMM";
      default -> throw new TemplateFault("strftime_now knows no %" + kind);
    };
  }
}
