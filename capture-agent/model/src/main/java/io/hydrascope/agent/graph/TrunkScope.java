package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.TransformerBlock;

/**
 * At which positions the rows of a trunk are computed. A place is one of them; the last layer's
 * attention and all that follows it are only computed at the readouts.
 */
interface TrunkScope {
  /** How places are called where the intact run's values come in. */
  String placeAxis(int layer);

  /**
   * The embedded prompt as rows that are intact: one row, or one of each readout where rows have
   * one position.
   *
   * @param everyPosition // [position, d_model]
   * @return // [intact row, place, d_model]
   */
  Value embedded(Value everyPosition);

  /**
   * What the intact run put out, as rows that are intact.
   *
   * @param run // [1, place or readout, d_model]
   * @return // [intact row, place, d_model]
   */
  Value intactRows(Value run);

  /**
   * Rows that start as the intact run does.
   *
   * @param intact // [intact row, place, d_model]
   * @return // [row, place, d_model] or one row for all
   */
  Value fork(Value intact, Forks forks);

  /**
   * @param intactZ // [head, place, d_head]
   * @param heads one a row
   * @return // [row, place, d_head]
   */
  Value forkHeads(Value intactZ, Value heads, Forks forks);

  /**
   * @param x // [row, place, d_model]
   * @return z // [row, head, place after attention, d_head]
   */
  Value headValues(int layer, TransformerBlock block, Value x);

  /** Keeps the rows that are left after this layer's attention. // [row, place, d_model] */
  Value rowsAfterAttention(Value rows, int layer);

  /**
   * Rows after this layer's attention.
   *
   * @param value // [row, place, d]
   * @return // [row, readout, d]
   */
  Value atReadouts(Value value, int layer);

  /** [row, head, place after attention, d_head] → // [row, head, readout, d_head] */
  Value headsAtReadouts(Value z, int layer);

  /**
   * @param z // [row, head, place after attention, d_head]
   * @param back // [readout, head, d_head]
   * @return {@code z·back} // [row, head, readout]
   */
  Value headParts(Value z, Value back, int layer);

  /**
   * {@code direction·value} of rows in the order in which they joined.
   *
   * @param value // [row, readout, d_model]
   * @param direction // [readout, d_model]
   * @return // [row, readout]
   */
  Value parts(Value value, Value direction);
}
