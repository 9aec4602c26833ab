package io.hydrascope.agent.chat;

import java.math.BigInteger;

/** {@code '{} and {name:>5}'.format(…)}. */
final class TextFormat {
  private final String format;
  private final ArgumentList arguments;
  private final Budget budget;
  private final StringBuilder out = new StringBuilder();
  private int automatic;
  private int at;

  private TextFormat(String format, ArgumentList arguments, Budget budget) {
    this.format = format;
    this.arguments = arguments;
    this.budget = budget;
  }

  static String format(String format, ArgumentList arguments, Budget budget) {
    return budget.made(new TextFormat(format, arguments, budget).run());
  }

  private String run() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      boolean doubled = at < format.length() && format.charAt(at) == c;
      if ((c == '{' || c == '}') && doubled) {
        out.append(c);
        at++;
      } else if (c == '{') {
        field();
      } else if (c == '}') {
        throw new TemplateFault("single '}' encountered in format string");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void field() {
    int end = format.indexOf('}', at);
    if (end < 0) {
      throw new TemplateFault("single '{' encountered in format string");
    }
    String field = format.substring(at, end);
    at = end + 1;
    int colon = field.indexOf(':');
    String spec = colon < 0 ? "" : field.substring(colon + 1);
    String name = colon < 0 ? field : field.substring(0, colon);
    int conversion = name.indexOf('!');
    Object value = value(conversion < 0 ? name : name.substring(0, conversion));
    if (conversion >= 0) {
      boolean repr = name.substring(conversion).equals("!r");
      value = repr ? PyRepr.of(value, budget) : PyText.of(value, budget);
    }
    String text = FormatSpec.parse(spec).apply(value, budget);
    budget.characters(text.length());
    out.append(text);
  }

  private Object value(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    Object value = argument(path.substring(0, end));
    int at = end;
    while (at < path.length()) {
      boolean attribute = path.charAt(at) == '.';
      int next = at + 1;
      while (next < path.length() && ".[]".indexOf(path.charAt(next)) < 0) {
        next++;
      }
      String name = path.substring(at + 1, next);
      value = member(value, name, attribute);
      at = attribute ? next : next + 1;
    }
    return value;
  }

  private Object member(Object value, String name, boolean attribute) {
    if (attribute) {
      return Members.attribute(value, name, budget);
    }
    boolean number = !name.isEmpty() && name.chars().allMatch(Character::isDigit);
    return Members.item(value, number ? new BigInteger(name) : name, budget);
  }

  private Object argument(String name) {
    boolean number = name.length() < 6 && name.chars().allMatch(Character::isDigit);
    if (!number) {
      Object named = arguments.names().get(name);
      if (named == null) {
        throw new TemplateFault("format() has no argument " + PyRepr.quote(name));
      }
      return named;
    }
    int place = name.isEmpty() ? automatic++ : Integer.parseInt(name);
    if (place >= arguments.places().size()) {
      throw new TemplateFault("format() has no argument %d".formatted(place));
    }
    return arguments.places().get(place);
  }
}
