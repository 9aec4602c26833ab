package io.hydrascope.schemas;

/** What takes the ablated component's place. */
public enum Ablation {
  ZERO("zero"),
  MEAN("mean");

  private final String text;

  Ablation(String text) {
    this.text = text;
  }

  /** The word used in options and columns. */
  public String text() {
    return text;
  }

  /**
   * @throws IllegalArgumentException naming the word and the accepted ones
   */
  public static Ablation parse(String text) {
    return Words.find(values(), Ablation::text, text);
  }
}
