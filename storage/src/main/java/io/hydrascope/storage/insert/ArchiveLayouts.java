package io.hydrascope.storage.insert;

import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.ResponseBatch;
import io.hydrascope.schemas.rows.VectorRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** {@code responses} and {@code vectors}; {@code inserted_at} is a default. */
final class ArchiveLayouts {
  static final TableLayout<ResponseBatch> RESPONSES =
      new TableLayout<>("responses", ResponseBatch::count, responses());
  static final TableLayout<VectorRow> VECTORS = TableLayout.ofRows("vectors", vectors());

  private static final float[] NONE = {};

  private ArchiveLayouts() {}

  private static List<Column<ResponseBatch>> responses() {
    List<Column<ResponseBatch>> columns =
        new ArrayList<>(capture(ResponseBatch::source, ResponseBatch::capture));
    columns.add(Column.int32("position", (batch, row) -> batch.position()[row]));
    columns.addAll(ComponentColumns.of((batch, row) -> batch.ablated()));
    columns.add(Column.words("ablation", (batch, row) -> batch.ablation()));
    columns.add(Column.words("scope", (batch, row) -> batch.scope()));
    columns.add(Column.words("target", (batch, row) -> batch.target()));
    columns.add(Column.int32("target_token", (batch, row) -> batch.targetToken()[row]));
    columns.add(Column.words("donor_id", (batch, row) -> batch.donorId()[row]));
    columns.add(Column.words("reference_set", (batch, row) -> batch.referenceSet()));
    columns.add(Column.texts("responders", (batch, row) -> batch.responders()));
    columns.add(Column.floats("responses", ArchiveLayouts::responses));
    return columns;
  }

  private static float[] responses(ResponseBatch batch, int row) {
    int width = batch.responders().size();
    return Arrays.copyOfRange(batch.responses(), row * width, (row + 1) * width);
  }

  private static List<Column<VectorRow>> vectors() {
    List<Column<VectorRow>> columns =
        new ArrayList<>(capture(VectorRow::source, VectorRow::capture));
    columns.add(Column.int32("position", (row, within) -> row.position()));
    columns.add(Column.words("site", (row, within) -> row.site().text()));
    columns.add(Column.words("kind", (row, within) -> row.site().kind().text()));
    columns.add(Column.int32("layer", (row, within) -> row.site().layer()));
    columns.add(Column.int32("head", (row, within) -> row.site().head()));
    columns.add(Column.words("ablated", (row, within) -> row.ablated()));
    columns.add(Column.words("ablation", (row, within) -> row.ablation()));
    columns.add(Column.words("scope", (row, within) -> row.scope()));
    columns.add(Column.words("target", (row, within) -> row.target()));
    columns.add(Column.words("donor_id", (row, within) -> row.donorId()));
    columns.add(Column.words("reference_set", (row, within) -> row.referenceSet()));
    columns.add(Column.floats("vector", (row, within) -> row.values()));
    columns.add(
        Column.floats(
            "exact",
            (row, within) -> row.precision() == VectorPrecision.F32 ? row.values() : NONE));
    return columns;
  }

  private static <R> List<Column<R>> capture(
      Function<R, CaptureSource> source, Function<R, Capture> capture) {
    return List.of(
        Column.words("model", (item, row) -> source.apply(item).model()),
        Column.words("revision", (item, row) -> source.apply(item).revision()),
        Column.words("run_id", (item, row) -> source.apply(item).runId()),
        Column.words("capture_id", (item, row) -> capture.apply(item).captureId()),
        Column.words("prompt_id", (item, row) -> capture.apply(item).promptId()),
        Column.map("segments", (item, row) -> capture.apply(item).segments()),
        Column.micros("event_time", item -> capture.apply(item).eventTimeMicros()));
  }
}
