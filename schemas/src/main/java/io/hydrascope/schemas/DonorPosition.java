package io.hydrascope.schemas;

/** Which of a donor prompt's positions gives the value in resample ablation. */
public enum DonorPosition {
  /** The one that is replaced; the donor is at least as long. */
  SAME("same"),
  LAST("last");

  private final String text;

  DonorPosition(String text) {
    this.text = text;
  }

  /** The word used in options. */
  public String text() {
    return text;
  }

  /**
   * @throws IllegalArgumentException naming the word and the accepted ones
   */
  public static DonorPosition parse(String text) {
    return Words.find(values(), DonorPosition::text, text);
  }
}
