package io.hydrascope.agent.transformer;

/**
 * ConfigSizes that every part of a model shares.
 *
 * @param heads query heads
 * @param keyValueHeads heads of keys and values; each serves heads/keyValueHeads query heads
 * @param headWidth d_head
 * @param width d_model
 * @param contextLength most positions of a prompt
 */
public record Dimensions(
    int layers,
    int heads,
    int keyValueHeads,
    int headWidth,
    int width,
    int vocabulary,
    int contextLength) {

  /** Width of all query heads side by side. */
  public int queryWidth() {
    return heads * headWidth;
  }

  public int keyWidth() {
    return keyValueHeads * headWidth;
  }
}
