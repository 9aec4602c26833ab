package io.hydrascope.storage.insert;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.ArrayList;
import java.util.List;

/** {@code effects}: {@code inclusion_probability} and {@code inserted_at} are defaults. */
final class EffectsLayout {
  static final TableLayout<EffectBatch> TABLE =
      new TableLayout<>("effects", EffectBatch::count, columns());

  private EffectsLayout() {}

  private static List<Column<EffectBatch>> columns() {
    List<Column<EffectBatch>> columns = new ArrayList<>();
    columns.add(Column.words("model", (batch, row) -> batch.source().model()));
    columns.add(Column.words("revision", (batch, row) -> batch.source().revision()));
    columns.add(Column.words("run_id", (batch, row) -> batch.source().runId()));
    columns.add(Column.words("capture_id", (batch, row) -> batch.capture().captureId()));
    columns.add(Column.words("prompt_id", (batch, row) -> batch.capture().promptId()));
    columns.add(Column.int32("position", (batch, row) -> batch.position()[row]));
    columns.addAll(ComponentColumns.of(EffectBatch::component));
    columns.add(Column.words("ablation", (batch, row) -> batch.plan().ablation().text()));
    columns.add(Column.words("scope", (batch, row) -> batch.plan().scope().text()));
    columns.add(Column.words("target", (batch, row) -> batch.plan().target().text()));
    columns.add(Column.int32("target_token", (batch, row) -> batch.targetToken()[row]));
    columns.add(Column.words("donor_id", EffectBatch::donorId));
    columns.add(Column.words("reference_set", (batch, row) -> batch.plan().referenceSet()));
    columns.add(Column.map("segments", (batch, row) -> batch.capture().segments()));
    columns.add(Column.micros("event_time", batch -> batch.capture().eventTimeMicros()));
    columns.add(Column.float64("intact_logit", (batch, row) -> batch.intactLogit()[row]));
    columns.add(Column.float64("ablated_logit", (batch, row) -> batch.ablatedLogit()[row]));
    for (Measure measure : Measure.ALL) {
      columns.add(Column.float64(measure.column(), (batch, row) -> batch.measure(row, measure)));
    }
    columns.add(Column.flag("top1_flip", (batch, row) -> batch.top1Flip()[row]));
    return columns;
  }
}
