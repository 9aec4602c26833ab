package io.hydrascope.schemas.text;

/** Numbers with what they count: {@code 1 prompt}, {@code 2,000 prompts}. */
public final class Counted {
  private Counted() {}

  /**
   * @param noun singular; its plural ends in s
   */
  public static String of(long count, String noun) {
    return "%,d %s".formatted(count, word(count, noun));
  }

  /** The noun alone, for numbers that are written elsewhere. */
  public static String word(long count, String noun) {
    return count == 1 ? noun : noun + "s";
  }
}
