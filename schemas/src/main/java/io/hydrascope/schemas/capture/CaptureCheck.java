package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.BAD_ROWS;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What must hold of a batch's rows before anyone computes with them. */
record CaptureCheck(ResidualBasis basis, List<AblationUnit> ablated, List<Capture> captures) {

  void verify(CaptureRows rows) {
    ablated.forEach(basis::requireKnown);
    requireLengths(rows);
    long[] intact = intactPlaces(rows);
    for (int row = 0; row < rows.count(); row++) {
      requireIndices(rows, row);
      requireFinite(rows, row);
      if (!rows.isIntact(row) && Arrays.binarySearch(intact, place(rows, row)) < 0) {
        throw bad(rows, row, "has no intact row in its batch");
      }
    }
    for (float value : rows.contributions()) {
      if (!Float.isFinite(value)) {
        throw new BadCaptureException(BAD_ROWS, "contributions hold " + value);
      }
    }
    for (double value : rows.sums()) {
      if (!Double.isFinite(value)) {
        throw new BadCaptureException(BAD_ROWS, "sums hold " + value);
      }
    }
  }

  private void requireLengths(CaptureRows rows) {
    int n = rows.count();
    int[] lengths = {
      rows.position().length,
      rows.ablated().length,
      rows.donor().length,
      rows.targetToken().length,
      rows.logit().length,
      rows.kappa().length,
      rows.scale().length,
      rows.read().length,
      rows.targetLogprob().length,
      rows.kl().length,
      rows.top1Flip().length
    };
    for (int length : lengths) {
      if (length != n) {
        throw new BadCaptureException(BAD_ROWS, "columns of " + n + " and " + length + " rows");
      }
    }
    int width = rows.detail().width(basis);
    int sums = rows.detail() == Detail.FULL ? 0 : RowSum.COUNT;
    if (rows.contributions().length != (long) n * width || rows.sums().length != (long) n * sums) {
      throw new BadCaptureException(
          BAD_ROWS,
          "contributions=%d, sums=%d numbers for %d rows of %d and %d"
              .formatted(rows.contributions().length, rows.sums().length, n, width, sums));
    }
  }

  /** Ascending. */
  private static long[] intactPlaces(CaptureRows rows) {
    int[] intact = IntStream.range(0, rows.count()).filter(rows::isIntact).toArray();
    long[] places = Arrays.stream(intact).mapToLong(row -> place(rows, row)).sorted().toArray();
    for (int i = 1; i < places.length; i++) {
      if (places[i] == places[i - 1]) {
        throw bad(rows, lastAt(rows, intact, places[i]), "is a second intact row of its position");
      }
    }
    return places;
  }

  private static int lastAt(CaptureRows rows, int[] intact, long place) {
    return Arrays.stream(intact).filter(row -> place(rows, row) == place).max().orElseThrow();
  }

  private void requireIndices(CaptureRows rows, int row) {
    if (rows.capture()[row] < 0 || rows.capture()[row] >= captures.size()) {
      throw bad(rows, row, "points outside " + captures.size() + " captures");
    }
    int donors = captures.get(rows.capture()[row]).donors().size();
    if (rows.donor()[row] < CaptureRows.NO_DONOR || rows.donor()[row] >= donors) {
      throw bad(rows, row, "points outside " + donors + " donors");
    }
    if (rows.ablated()[row] < CaptureRows.INTACT || rows.ablated()[row] >= ablated.size()) {
      throw bad(rows, row, "points outside " + ablated.size() + " ablated units");
    }
    if (rows.position()[row] < 0 || rows.targetToken()[row] < 0) {
      throw bad(rows, row, "has a negative position or target");
    }
  }

  private static void requireFinite(CaptureRows rows, int row) {
    boolean finite =
        Double.isFinite(rows.logit()[row])
            && Double.isFinite(rows.kappa()[row])
            && Double.isFinite(rows.scale()[row])
            && Double.isFinite(rows.read()[row])
            && Double.isFinite(rows.targetLogprob()[row])
            && Double.isFinite(rows.kl()[row]);
    if (!finite || rows.scale()[row] <= 0) {
      throw bad(rows, row, "holds a number that is not finite, or scale=" + rows.scale()[row]);
    }
  }

  private static long place(CaptureRows rows, int row) {
    return ((long) rows.capture()[row] << 32) | rows.position()[row];
  }

  private static BadCaptureException bad(CaptureRows rows, int row, String what) {
    return new BadCaptureException(
        BAD_ROWS,
        "row=%d (capture=%d, position=%d, ablated=%d) %s"
            .formatted(row, rows.capture()[row], rows.position()[row], rows.ablated()[row], what));
  }
}
