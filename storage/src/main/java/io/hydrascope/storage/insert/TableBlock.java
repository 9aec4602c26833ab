package io.hydrascope.storage.insert;

import java.util.List;

/**
 * Rows of one table, encoded: plain bytes that can wait in a checkpoint.
 *
 * @param columns the table's columns that the block has; the others get their defaults
 * @param arrowStream one Arrow IPC stream
 */
public record TableBlock(String table, List<String> columns, byte[] arrowStream, int rows) {
  public TableBlock {
    columns = List.copyOf(columns);
    if (table.isBlank() || columns.isEmpty() || rows < 0) {
      throw new IllegalArgumentException(
          "table='%s', columns=%s, rows=%d".formatted(table, columns, rows));
    }
  }
}
