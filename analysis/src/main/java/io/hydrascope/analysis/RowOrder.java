package io.hydrascope.analysis;

import io.hydrascope.schemas.capture.CaptureRows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A batch's rows in the order in which they are accounted. An agent sends them in that order
 * already; then nothing is sorted.
 */
final class RowOrder {
  private final CaptureRows rows;
  private final int[] intact; // by capture and position
  private final int[] ablated;

  private RowOrder(CaptureRows rows, int[] intact, int[] ablated) {
    this.rows = rows;
    this.intact = intact;
    this.ablated = ablated;
  }

  static RowOrder of(CaptureRows rows) {
    Comparator<Integer> places =
        Comparator.<Integer>comparingInt(row -> rows.capture()[row])
            .thenComparingInt(row -> rows.position()[row]);
    Comparator<Integer> units =
        Comparator.<Integer>comparingInt(row -> rows.capture()[row])
            .thenComparingInt(row -> rows.ablated()[row])
            .thenComparingInt(row -> rows.position()[row])
            .thenComparingInt(row -> rows.donor()[row]);
    IntStream all = IntStream.range(0, rows.count());
    int[] intact = all.filter(rows::isIntact).toArray();
    int[] ablated = IntStream.range(0, rows.count()).filter(row -> !rows.isIntact(row)).toArray();
    return new RowOrder(rows, sorted(intact, places), sorted(ablated, units));
  }

  private static int[] sorted(int[] some, Comparator<Integer> order) {
    for (int i = 1; i < some.length; i++) {
      if (order.compare(some[i - 1], some[i]) > 0) {
        return Arrays.stream(some).boxed().sorted(order).mapToInt(Integer::intValue).toArray();
      }
    }
    return some;
  }

  /** By capture, unit, position and donor. */
  int[] ablated() {
    return ablated;
  }

  /** After the last of the ablated rows of the capture of which the one at {@code start} is. */
  int endOfCapture(int start) {
    int end = start;
    while (end < ablated.length && rows.capture()[ablated[end]] == rows.capture()[ablated[start]]) {
      end++;
    }
    return end;
  }

  /** After the last of the ablated rows of one capture and unit. */
  int endOfUnit(int start) {
    int capture = rows.capture()[ablated[start]];
    int unit = rows.ablated()[ablated[start]];
    int end = start;
    while (end < ablated.length
        && rows.capture()[ablated[end]] == capture
        && rows.ablated()[ablated[end]] == unit) {
      end++;
    }
    return end;
  }

  /** After the last of the ablated rows of one capture, unit and position: one a donor. */
  int endOfPosition(int start) {
    int end = start;
    while (end < ablated.length && isSamePlace(ablated[start], ablated[end])) {
      end++;
    }
    return end;
  }

  private boolean isSamePlace(int first, int second) {
    return rows.capture()[first] == rows.capture()[second]
        && rows.ablated()[first] == rows.ablated()[second]
        && rows.position()[first] == rows.position()[second];
  }

  /** How many positions a unit's rows have. */
  int positions(int start, int endOfUnit) {
    int positions = 0;
    for (int first = start; first < endOfUnit; first = endOfPosition(first)) {
      positions++;
    }
    return positions;
  }

  /** The intact row of an ablated one, which every batch has. */
  int intactOf(int row) {
    int low = 0;
    int high = intact.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Integer.compare(rows.capture()[intact[middle]], rows.capture()[row]);
      if (order == 0) {
        order = Integer.compare(rows.position()[intact[middle]], rows.position()[row]);
      }
      if (order == 0) {
        return intact[middle];
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    throw new IllegalStateException("row=" + row + " has no intact row: CaptureBatch checks");
  }
}
