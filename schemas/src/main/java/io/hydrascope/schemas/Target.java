package io.hydrascope.schemas;

/** Which token's logit is read. */
public enum Target {
  ARGMAX("argmax"),
  NEXT("next");

  private final String text;

  Target(String text) {
    this.text = text;
  }

  /** The word used in options and columns. */
  public String text() {
    return text;
  }

  /**
   * @throws IllegalArgumentException naming the word and the accepted ones
   */
  public static Target parse(String text) {
    return Words.find(values(), Target::text, text);
  }
}
