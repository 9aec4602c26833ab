package io.hydrascope.storage.insert;

import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.ShiftRow;
import java.util.ArrayList;
import java.util.List;

/** {@code shifts} and {@code alerts}: every update is kept. */
final class EvidenceLayouts {
  static final TableLayout<ShiftRow> SHIFTS = TableLayout.ofRows("shifts", shifts());
  static final TableLayout<AlertRow> ALERTS = TableLayout.ofRows("alerts", alerts());

  private EvidenceLayouts() {}

  private static List<Column<ShiftRow>> shifts() {
    List<Column<ShiftRow>> columns = new ArrayList<>();
    columns.add(Column.words("model", (row, within) -> row.model()));
    columns.add(Column.words("base", (row, within) -> row.base()));
    columns.add(Column.words("candidate", (row, within) -> row.candidate()));
    columns.addAll(ComponentColumns.of((row, within) -> row.component()));
    columns.add(Column.words("measure", (row, within) -> row.measure().column()));
    columns.add(Column.words("ablation", (row, within) -> row.ablation()));
    columns.add(Column.words("scope", (row, within) -> row.scope()));
    columns.add(Column.words("target", (row, within) -> row.target()));
    columns.add(Column.micros("at", ShiftRow::atMicros));
    columns.add(Column.int64("n_prompts", ShiftRow::nPrompts));
    columns.add(Column.float64("effect", (row, within) -> row.effect()));
    columns.add(Column.float64("effect_low", (row, within) -> row.low()));
    columns.add(Column.float64("effect_high", (row, within) -> row.high()));
    columns.add(Column.float64("e_value", (row, within) -> row.eValue()));
    columns.add(Column.float64("alpha", (row, within) -> row.alpha()));
    columns.add(Column.float64("delta", (row, within) -> row.delta()));
    columns.add(Column.words("verdict", (row, within) -> row.verdict().text()));
    columns.add(Column.words("rule", (row, within) -> row.rule()));
    columns.add(Column.words("segment", (row, within) -> row.segment()));
    return columns;
  }

  private static List<Column<AlertRow>> alerts() {
    return List.of(
        Column.text("alert_id", (row, within) -> row.alertId()),
        Column.micros("at", AlertRow::atMicros),
        Column.words("rule", (row, within) -> row.rule()),
        Column.words("model", (row, within) -> row.model()),
        Column.words("base_revision", (row, within) -> row.baseRevision()),
        Column.words("revision", (row, within) -> row.revision()),
        Column.words("component", (row, within) -> row.component()),
        Column.words("measure", (row, within) -> row.measure()),
        Column.words("state", (row, within) -> row.state().name()),
        Column.words("previous_state", (row, within) -> row.previousState().name()),
        Column.words("severity", (row, within) -> row.severity()),
        Column.float64("effect", (row, within) -> row.effect()),
        Column.float64("effect_low", (row, within) -> row.effectLow()),
        Column.float64("effect_high", (row, within) -> row.effectHigh()),
        Column.float64("e_value", (row, within) -> row.eValue()),
        Column.int64("n_prompts", AlertRow::nPrompts),
        Column.text("evidence", (row, within) -> row.evidence()));
  }
}
