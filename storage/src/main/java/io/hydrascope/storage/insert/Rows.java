package io.hydrascope.storage.insert;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The rows of all items, one after the other.
 *
 * @param item index of the row's item // [row]
 * @param within the row's number within its item // [row]
 */
record Rows<R>(List<R> items, int[] item, int[] within) {

  static <R> Rows<R> of(List<R> items, ToIntFunction<R> rowsOf) {
    int count = items.stream().mapToInt(rowsOf).reduce(0, Math::addExact);
    Rows<R> rows = new Rows<>(items, new int[count], new int[count]);
    int row = 0;
    for (int index = 0; index < items.size(); index++) {
      int end = row + rowsOf.applyAsInt(items.get(index));
      for (int within = 0; row < end; row++, within++) {
        rows.item[row] = index;
        rows.within[row] = within;
      }
    }
    return rows;
  }

  int count() {
    return item.length;
  }

  R itemOf(int row) {
    return items.get(item[row]);
  }
}
