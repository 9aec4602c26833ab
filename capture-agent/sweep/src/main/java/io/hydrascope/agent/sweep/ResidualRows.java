package io.hydrascope.agent.sweep;

import io.hydrascope.agent.sweep.Readout.Residuals;

/**
 * Rows of a rectangle of residuals with every readout.
 *
 * @param residual // [row, readout, d_model]
 */
public record ResidualRows(float[] residual, int firstRow, int rows, int readouts, int width)
    implements Residuals {
  /** No ablated rows. */
  public static ResidualRows none() {
    return new ResidualRows(new float[0], 0, 0, 0, 0);
  }

  @Override
  public void copy(int row, int readout, float[] to, int start) {
    int from = ((firstRow + row) * readouts + readout) * width;
    System.arraycopy(residual, from, to, start, width);
  }
}
