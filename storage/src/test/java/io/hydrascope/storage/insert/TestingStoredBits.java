package io.hydrascope.storage.insert;

import io.hydrascope.storage.TestingDatabase;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Columns of a table and the bits of its numbers, as the server has them. */
final class TestingStoredBits {
  private TestingStoredBits() {}

  static List<String> columnsOf(TestingDatabase database, String table) {
    return database.lines(
        "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '%s' ORDER BY position"
            .formatted(table));
  }

  static String bitsOf(List<String> columns, String fromAndOrder) {
    return columns.stream()
        .map(column -> "reinterpretAsInt64(%s)".formatted(column))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + fromAndOrder));
  }

  static String bits(List<@Nullable Double> values) {
    return values.stream()
        .map(value -> value == null ? "\\N" : Long.toString(Double.doubleToRawLongBits(value)))
        .collect(Collectors.joining("\t"));
  }
}
