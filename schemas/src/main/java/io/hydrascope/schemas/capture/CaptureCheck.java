package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.BAD_ROWS;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.Limit;
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
      requireUsable(rows, row);
      if (!rows.isIntact(row) && Arrays.binarySearch(intact, place(rows, row)) < 0) {
        throw bad(rows, row, "has no intact row in its batch");
      }
    }
    for (float value : rows.contributions()) {
      if (!isUsable(value)) {
        throw new BadCaptureException(BAD_ROWS, "contributions hold " + unusable(value));
      }
    }
    for (double value : rows.sums()) {
      if (!isUsable(value)) {
        throw new BadCaptureException(BAD_ROWS, "sums hold " + unusable(value));
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

  private static void requireUsable(CaptureRows rows, int row) {
    boolean usable =
        isUsable(rows.logit()[row])
            && isUsable(rows.kappa()[row])
            && isUsable(rows.read()[row])
            && isUsable(rows.targetLogprob()[row])
            && isUsable(rows.kl()[row]);
    if (!usable) {
      throw bad(rows, row, "holds a number that is not within ±" + Limit.LARGEST_NUMBER);
    }
    double scale = rows.scale()[row];
    if (!(scale <= Limit.LARGEST_SCALE) || scale < 1 / Limit.LARGEST_SCALE) {
      throw bad(
          rows,
          row,
          "has scale=%s, not within %s … %s"
              .formatted(scale, 1 / Limit.LARGEST_SCALE, Limit.LARGEST_SCALE));
    }
  }

  /** Not where it is not a number either. */
  private static boolean isUsable(double number) {
    return Math.abs(number) <= Limit.LARGEST_NUMBER;
  }

  private static String unusable(double number) {
    return "%s, which is not within ±%s".formatted(number, Limit.LARGEST_NUMBER);
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
