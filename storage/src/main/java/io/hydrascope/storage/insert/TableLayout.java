package io.hydrascope.storage.insert;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A table's columns in block order, and where an item's rows have their values.
 *
 * @param rowsOf how many rows an item becomes
 */
record TableLayout<R>(String table, ToIntFunction<R> rowsOf, List<Column<R>> columns) {
  TableLayout {
    columns = List.copyOf(columns);
  }

  /** A table whose items are rows. */
  static <R> TableLayout<R> ofRows(String table, List<Column<R>> columns) {
    return new TableLayout<>(table, item -> 1, columns);
  }

  List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }
}
