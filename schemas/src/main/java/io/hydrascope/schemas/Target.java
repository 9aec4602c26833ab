package io.hydrascope.schemas;

/** Which token's logit is read. */
public enum Target {
  /** The token that the intact run ranks first. */
  ARGMAX("argmax"),
  /** The token that follows in the prompt. */
  NEXT("next"),
  /** One answer's logit minus another's. */
  LOGIT_DIFF("logit_diff");

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
