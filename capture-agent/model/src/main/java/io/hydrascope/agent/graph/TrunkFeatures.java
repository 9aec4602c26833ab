package io.hydrascope.agent.graph;

/**
 * What a trunk can do beyond single components; each costs a little time in every pass.
 *
 * @param edits rows that join before an attention or an MLP, and parts that are set in rows already
 *     there: sets, layers and edges
 * @param additive set values are added to a row's own instead of taking their place: noise
 * @param onePosition rows are computed at one position each, on the intact run's keys and values
 * @param activations what components put out at the readouts comes out as well
 */
public record TrunkFeatures(
    boolean edits, boolean additive, boolean onePosition, boolean activations) {
  /** Single components, replaced at every position. */
  public static final TrunkFeatures PLAIN = new TrunkFeatures(false, false, false, false);

  /** The same, with one position a row. */
  public TrunkFeatures withOnePosition() {
    return new TrunkFeatures(edits, additive, true, activations);
  }

  /** The same, with activations coming out. */
  public TrunkFeatures withActivations() {
    return new TrunkFeatures(edits, additive, onePosition, true);
  }
}
