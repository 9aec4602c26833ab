package io.hydrascope.analysis;

import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.RowSum;

/** Sums over the components of the basis, for one ablated row; logits. Mutable. */
final class PartSums {
  double contribution;
  double own;
  double heads;
  double mlps;
  double other;
  double positive;
  double erasure;

  /** Reads the sums of a row that carries them. */
  static PartSums carried(CaptureRows rows, int row) {
    PartSums sums = new PartSums();
    sums.contribution = rows.sum(row, RowSum.CONTRIBUTION);
    sums.own = rows.sum(row, RowSum.OWN);
    sums.heads = rows.sum(row, RowSum.HEADS_RESPONSE);
    sums.mlps = rows.sum(row, RowSum.MLPS_RESPONSE);
    sums.other = rows.sum(row, RowSum.OTHER_RESPONSE);
    sums.positive = rows.sum(row, RowSum.POSITIVE_RESPONSE);
    sums.erasure = rows.sum(row, RowSum.ERASURE_RESPONSE);
    return sums;
  }

  /** Lets a row carry them. */
  void carry(CaptureRows rows, int row) {
    double[] all = {contribution, own, heads, mlps, other, positive, erasure};
    System.arraycopy(all, 0, rows.sums(), row * RowSum.COUNT, RowSum.COUNT);
  }

  /** What all that was not ablated answered. */
  double compensatory() {
    return heads + mlps + other;
  }
}
