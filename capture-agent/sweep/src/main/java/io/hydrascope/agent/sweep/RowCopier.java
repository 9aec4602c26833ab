package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.RowSum;

/** Gathers rows of several captures into one batch's columns. */
final class RowCopier {
  private final CaptureRows rows;
  private final int width;
  private final int sums;
  private final int firstAblated;
  private int count;

  /**
   * @param firstAblated index in the plan of the batch's first ablated component
   */
  RowCopier(Detail detail, int rows, ResidualBasis basis, int firstAblated) {
    this.rows = CaptureRows.allocate(detail, rows, basis);
    this.width = detail.width(basis);
    this.sums = this.rows.sums().length == 0 ? 0 : RowSum.COUNT;
    this.firstAblated = firstAblated;
  }

  void copy(CaptureRows from, int first, int length, int capture) {
    for (int row = first; row < first + length; row++) {
      rows.capture()[count + row - first] = capture;
      boolean intact = from.isIntact(row);
      rows.ablated()[count + row - first] =
          intact ? CaptureRows.INTACT : from.ablated()[row] - firstAblated;
    }
    System.arraycopy(from.position(), first, rows.position(), count, length);
    System.arraycopy(from.donor(), first, rows.donor(), count, length);
    System.arraycopy(from.read(), first, rows.read(), count, length);
    System.arraycopy(from.targetToken(), first, rows.targetToken(), count, length);
    System.arraycopy(from.logit(), first, rows.logit(), count, length);
    System.arraycopy(from.kappa(), first, rows.kappa(), count, length);
    System.arraycopy(from.scale(), first, rows.scale(), count, length);
    System.arraycopy(from.targetLogprob(), first, rows.targetLogprob(), count, length);
    System.arraycopy(from.kl(), first, rows.kl(), count, length);
    System.arraycopy(from.top1Flip(), first, rows.top1Flip(), count, length);
    copyLists(from.contributions(), first, rows.contributions(), length, width);
    copyLists(from.sums(), first, rows.sums(), length, sums);
    count += length;
  }

  private void copyLists(Object from, int first, Object to, int length, int each) {
    System.arraycopy(from, first * each, to, count * each, length * each);
  }

  CaptureRows finished() {
    return rows;
  }
}
