package io.hydrascope.schemas;

/** What takes the ablated component's place. */
public enum Ablation {
  ZERO("zero"),
  /** The mean over every token of a reference set. */
  MEAN("mean"),
  /** Another prompt's value, one row a donor. */
  RESAMPLE("resample"),
  /** Gaussian noise of the component's own standard deviation on top of its value. */
  NOISE("noise");

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
