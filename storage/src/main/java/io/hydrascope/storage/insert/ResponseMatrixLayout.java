package io.hydrascope.storage.insert;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** {@code response_matrix}: a row a responder. */
final class ResponseMatrixLayout {
  static final TableLayout<ResponseMatrixRow> TABLE =
      new TableLayout<>("response_matrix", item -> item.responders().size(), columns());

  private ResponseMatrixLayout() {}

  private static List<Column<ResponseMatrixRow>> columns() {
    List<Column<ResponseMatrixRow>> columns = new ArrayList<>();
    columns.add(key("model", MetricsKey::model));
    columns.add(key("revision", MetricsKey::revision));
    columns.addAll(ComponentColumns.of((item, within) -> item.key().component()));
    for (Column<ResponseMatrixRow> column :
        ComponentColumns.<ResponseMatrixRow>of(
            (item, within) -> AblationUnit.of(item.responders().get(within)))) {
      String name = column.name().equals("component") ? "" : "_" + column.name();
      columns.add(new Column<>("responder" + name, column.writer()));
    }
    columns.add(key("ablation", MetricsKey::ablation));
    columns.add(key("scope", MetricsKey::scope));
    columns.add(key("target", MetricsKey::target));
    columns.add(key("reference_set", MetricsKey::referenceSet));
    columns.add(key("segment", MetricsKey::segment));
    columns.add(key("window", MetricsKey::window));
    columns.add(Column.micros("window_start", item -> item.key().windowStartMicros()));
    columns.add(Column.int64("n", ResponseMatrixRow::n));
    columns.add(Column.int64("prompts", ResponseMatrixRow::prompts));
    columns.add(Column.float64("response_mean", (item, within) -> item.means()[within]));
    columns.add(
        Column.nullable(
            "response_variance",
            (item, within) -> {
              double variance = item.variances()[within];
              return Double.isNaN(variance) ? null : (Double) variance;
            }));
    columns.add(Column.micros("updated_at", ResponseMatrixRow::updatedAtMicros));
    return columns;
  }

  private static Column<ResponseMatrixRow> key(String name, Function<MetricsKey, String> part) {
    return Column.words(name, (item, within) -> part.apply(item.key()));
  }
}
