package io.hydrascope.storage.insert;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code running_metrics}: {@code window_start} is the default while every window is {@code all}.
 */
final class RunningMetricsLayout {
  static final TableLayout<MetricsRow> TABLE = TableLayout.ofRows("running_metrics", columns());

  private RunningMetricsLayout() {}

  private static List<Column<MetricsRow>> columns() {
    List<Column<MetricsRow>> columns = new ArrayList<>();
    columns.add(key("model", MetricsKey::model));
    columns.add(key("revision", MetricsKey::revision));
    columns.addAll(ComponentColumns.of((row, within) -> row.key().component()));
    columns.add(key("ablation", MetricsKey::ablation));
    columns.add(key("scope", MetricsKey::scope));
    columns.add(key("target", MetricsKey::target));
    columns.add(key("reference_set", MetricsKey::referenceSet));
    columns.add(key("segment", MetricsKey::segment));
    columns.add(key("window", MetricsKey::window));
    columns.add(key("kept", MetricsKey::kept));
    columns.add(Column.int64("n", MetricsRow::n));
    columns.add(Column.int64("prompts", MetricsRow::prompts));
    for (Measure measure : Measure.ALL) {
      columns.addAll(estimate(measure.column() + "_mean", row -> row.mean(measure)));
      columns.add(variance(measure));
    }
    columns.addAll(estimate("flip_rate", MetricsRow::flipRate));
    columns.addAll(estimate("repair_fraction", MetricsRow::repairFraction));
    columns.addAll(estimate("repair_from_heads", MetricsRow::repairFromHeads));
    columns.addAll(estimate("repair_from_mlps", MetricsRow::repairFromMlps));
    columns.addAll(estimate("repair_from_other", MetricsRow::repairFromOther));
    columns.addAll(estimate("repair_from_norm", MetricsRow::repairFromNorm));
    columns.addAll(estimate("erasure_share", MetricsRow::erasureShare));
    columns.addAll(estimate("importance_gap", MetricsRow::importanceGap));
    columns.add(Column.micros("updated_at", MetricsRow::updatedAtMicros));
    return columns;
  }

  private static Column<MetricsRow> key(String name, Function<MetricsKey, String> part) {
    return Column.words(name, (row, within) -> part.apply(row.key()));
  }

  private static List<Column<MetricsRow>> estimate(
      String name, Function<MetricsRow, Estimate> estimate) {
    return List.of(
        Column.nullable(name, (row, within) -> estimate.apply(row).value()),
        Column.nullable(name + "_low", (row, within) -> estimate.apply(row).low()),
        Column.nullable(name + "_high", (row, within) -> estimate.apply(row).high()));
  }

  private static Column<MetricsRow> variance(Measure measure) {
    return Column.nullable(
        measure.column() + "_variance",
        (row, within) -> {
          double variance = row.variances()[measure.ordinal()];
          return Double.isNaN(variance) ? null : (Double) variance;
        });
  }
}
