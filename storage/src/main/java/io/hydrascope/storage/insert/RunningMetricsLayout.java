package io.hydrascope.storage.insert;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.LineEstimate;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code running_metrics}. */
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
    columns.add(Column.micros("window_start", row -> row.key().windowStartMicros()));
    columns.add(key("kept", MetricsKey::kept));
    columns.add(Column.int64("n", MetricsRow::n));
    columns.add(Column.int64("prompts", MetricsRow::prompts));
    for (Measure measure : Measure.ALL) {
      columns.addAll(estimate(measure.column() + "_mean", row -> row.mean(measure)));
      columns.add(variance(measure));
    }
    columns.addAll(estimate("flip_rate", MetricsRow::flipRate));
    columns.addAll(repair());
    columns.addAll(estimate("importance_gap", MetricsRow::importanceGap));
    columns.addAll(line("ce_on_de", MetricsRow::compensatoryOnDirect));
    columns.addAll(line("te_on_de", MetricsRow::totalOnDirect));
    columns.add(nullable("logprob_drop_p95", row -> row.logprobDrop().p95()));
    columns.add(nullable("logprob_drop_cvar95", row -> row.logprobDrop().cvar95()));
    columns.addAll(estimate("synergy_mean", MetricsRow::synergy));
    columns.add(Column.micros("updated_at", MetricsRow::updatedAtMicros));
    return columns;
  }

  private static List<Column<MetricsRow>> repair() {
    List<Column<MetricsRow>> columns = new ArrayList<>();
    columns.addAll(estimate("repair_fraction", row -> row.repair().fraction()));
    columns.addAll(estimate("repair_from_heads", row -> row.repair().fromHeads()));
    columns.addAll(estimate("repair_from_mlps", row -> row.repair().fromMlps()));
    columns.addAll(estimate("repair_from_other", row -> row.repair().fromOther()));
    columns.addAll(estimate("repair_from_norm", row -> row.repair().fromNorm()));
    columns.addAll(estimate("erasure_share", row -> row.repair().erasureShare()));
    columns.add(nullable("repair_fraction_even", row -> row.repair().evenHalf()));
    columns.add(nullable("repair_fraction_odd", row -> row.repair().oddHalf()));
    return columns;
  }

  private static List<Column<MetricsRow>> line(
      String name, Function<MetricsRow, LineEstimate> line) {
    List<Column<MetricsRow>> columns = new ArrayList<>();
    columns.addAll(estimate(name + "_slope", row -> line.apply(row).slope()));
    columns.addAll(estimate(name + "_intercept", row -> line.apply(row).intercept()));
    columns.add(nullable(name + "_r2", row -> line.apply(row).r2()));
    return columns;
  }

  private interface NullableNumber {
    @Nullable Double of(MetricsRow row);
  }

  private static Column<MetricsRow> nullable(String name, NullableNumber number) {
    return Column.nullable(name, (row, within) -> number.of(row));
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
