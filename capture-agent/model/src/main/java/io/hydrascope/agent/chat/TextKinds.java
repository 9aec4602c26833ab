package io.hydrascope.agent.chat;

import java.util.Optional;
import java.util.function.IntPredicate;

/** The methods of Python's str that ask what its characters are. */
final class TextKinds {
  private TextKinds() {}

  static Optional<Callable> find(String text, String name) {
    return switch (name) {
      case "isalpha" -> asking(all(text, Character::isLetter));
      case "isdigit" -> asking(all(text, TextKinds::isDigit));
      case "isdecimal" -> asking(all(text, Character::isDigit));
      case "isnumeric" -> asking(all(text, TextKinds::isNumeric));
      case "isalnum" -> asking(all(text, point -> Character.isLetter(point) || isNumeric(point)));
      case "isspace" -> asking(all(text, PyChars::isSpace));
      case "isascii" -> asking(text.isEmpty() || all(text, point -> point < 128));
      case "isprintable" -> asking(text.isEmpty() || all(text, PyRepr::isPrintable));
      case "isupper" -> asking(isUpper(text));
      case "islower" -> asking(isLower(text));
      case "istitle" -> asking(isTitle(text));
      case "isidentifier" -> asking(isIdentifier(text));
      default -> Optional.empty();
    };
  }

  private static Optional<Callable> asking(boolean answer) {
    return Optional.of(arguments -> answer);
  }

  private static boolean all(String text, IntPredicate holds) {
    return !text.isEmpty() && text.codePoints().allMatch(holds);
  }

  /** Also superscripts, subscripts and circled digits, which Python counts. */
  private static boolean isDigit(int point) {
    return Character.isDigit(point)
        || "\u00b2\u00b3\u00b9\u24ea\u24ff".indexOf(point) >= 0
        || (point >= 0x2070
            && point <= 0x2089
            && Character.getType(point) == Character.OTHER_NUMBER)
        || (point >= 0x2460 && point <= 0x2468)
        || (point >= 0x2776 && point <= 0x277e);
  }

  private static boolean isNumeric(int point) {
    int type = Character.getType(point);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(p -> Character.isLowerCase(p) || Character.isTitleCase(p));
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(p -> Character.isUpperCase(p) || Character.isTitleCase(p));
  }

  private static boolean isTitle(String text) {
    return text.codePoints().anyMatch(Casing::isCased) && Casing.title(text).equals(text);
  }

  private static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
        && text.codePoints().allMatch(p -> p == '_' || Character.isUnicodeIdentifierPart(p));
  }
}
