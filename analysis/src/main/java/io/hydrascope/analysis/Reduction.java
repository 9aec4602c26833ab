package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves of a capture's rows what a level of detail keeps. The sums are those that {@link
 * Accounting} would take of the full rows, so each measure of a reduced row is the same number.
 */
public final class Reduction {
  private final ResidualBasis basis;
  private final List<AblationUnit> units;
  private final PartComparison comparison;

  /**
   * @param units that rows refer to
   */
  public Reduction(ResidualBasis basis, List<AblationUnit> units) {
    this.basis = basis;
    this.units = List.copyOf(units);
    comparison = new PartComparison(basis);
  }

  /**
   * @param rows of full detail, of one capture; an intact row of every position
   * @return the rows themselves at full detail; else the columns but the last two are shared
   */
  public CaptureRows reduce(CaptureRows rows, Detail detail) {
    if (detail == Detail.FULL) {
      return rows;
    }
    CaptureRows reduced = sharing(rows, CaptureRows.allocate(detail, rows.count(), basis));
    Map<Integer, Integer> intactAt = new HashMap<>();
    for (int row = 0; row < rows.count(); row++) {
      if (rows.isIntact(row)) {
        intactAt.put(rows.position()[row], row);
      }
    }
    for (int row = 0; row < rows.count(); row++) {
      Integer intact = intactAt.get(rows.position()[row]);
      if (intact == null) {
        throw new IllegalArgumentException("position=%d has no intact row".formatted(row));
      }
      if (!rows.isIntact(row)) {
        comparison.sums(units.get(rows.ablated()[row]), rows, row, intact).carry(reduced, row);
      }
      if (detail == Detail.LAYERS) {
        sumLayers(rows, row, intact, reduced);
      }
    }
    return reduced;
  }

  private static CaptureRows sharing(CaptureRows rows, CaptureRows last) {
    return new CaptureRows(
        last.detail(),
        rows.capture(),
        rows.position(),
        rows.ablated(),
        rows.donor(),
        rows.targetToken(),
        rows.logit(),
        rows.kappa(),
        rows.scale(),
        rows.read(),
        rows.targetLogprob(),
        rows.kl(),
        rows.top1Flip(),
        last.contributions(),
        last.sums());
  }

  /** Summed in double: one rounding a part. */
  private void sumLayers(CaptureRows rows, int row, int intact, CaptureRows reduced) {
    int width = Detail.LAYERS.width(basis);
    double[] sums = new double[width];
    boolean[] silent =
        rows.isIntact(row)
            ? new boolean[basis.size()]
            : comparison.silent(units.get(rows.ablated()[row]));
    for (int j = 0; j < basis.size(); j++) {
      double own = rows.contributions()[row * basis.size() + j];
      double before = rows.isIntact(row) ? 0 : rows.contributions()[intact * basis.size() + j];
      sums[basis.layerPart(j)] += silent[j] ? 0 : own - before;
    }
    for (int part = 0; part < width; part++) {
      reduced.contributions()[row * width + part] = (float) sums[part];
    }
  }
}
