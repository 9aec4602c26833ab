package io.hydrascope.schemas.capture;

/**
 * What an ablated row sums up of its components' contributions where it does not tell them one by
 * one; logits, in this order. The definitions of all but {@code OWN} are those of the measures.
 */
public enum RowSum {
  CONTRIBUTION,
  /** What is ablated changed by this; an edge's sender by 0. */
  OWN,
  HEADS_RESPONSE,
  MLPS_RESPONSE,
  OTHER_RESPONSE,
  POSITIVE_RESPONSE,
  ERASURE_RESPONSE;

  public static final int COUNT = values().length;
}
