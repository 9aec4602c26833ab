package io.hydrascope.schemas;

/** At which positions a component is replaced. */
public enum Scope {
  ALL_POSITIONS("all_positions"),
  READOUT_POSITION("readout_position");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /** The word used in options and columns. */
  public String text() {
    return text;
  }

  /**
   * @throws IllegalArgumentException naming the word and the accepted ones
   */
  public static Scope parse(String text) {
    return Words.find(values(), Scope::text, text);
  }
}
