package io.hydrascope.storage.insert;

import java.util.ArrayList;
import java.util.List;

/** {@code revisions}, {@code components} and {@code prompts}. */
final class WatchedLayouts {
  static final TableLayout<RevisionRow> REVISIONS = TableLayout.ofRows("revisions", revisions());
  static final TableLayout<ComponentRow> COMPONENTS =
      TableLayout.ofRows("components", components());
  static final TableLayout<PromptRow> PROMPTS = TableLayout.ofRows("prompts", prompts());

  private WatchedLayouts() {}

  private static List<Column<RevisionRow>> revisions() {
    return List.of(
        Column.words("model", (row, within) -> row.source().model()),
        Column.words("revision", (row, within) -> row.source().revision()),
        Column.text("content_sha256", (row, within) -> row.source().contentSha256()),
        Column.int32("layers", (row, within) -> row.basis().layers()),
        Column.int32("heads", (row, within) -> row.basis().heads()),
        Column.flag("has_pos_embed", (row, within) -> row.basis().hasPosEmbed()),
        Column.text("last_run_id", (row, within) -> row.source().runId()),
        Column.micros("seen_at", RevisionRow::seenAtMicros));
  }

  private static List<Column<ComponentRow>> components() {
    List<Column<ComponentRow>> columns = new ArrayList<>();
    columns.add(Column.words("model", (row, within) -> row.model()));
    columns.add(Column.words("revision", (row, within) -> row.revision()));
    columns.addAll(ComponentColumns.of((row, within) -> row.component()));
    columns.add(Column.words("hook_name", (row, within) -> row.component().hookName()));
    return columns;
  }

  private static List<Column<PromptRow>> prompts() {
    return List.of(
        Column.words("model", (row, within) -> row.model()),
        Column.text("prompt_id", (row, within) -> row.capture().promptId()),
        Column.text("prompt_group", (row, within) -> row.capture().group()),
        Column.map("segments", (row, within) -> row.capture().segments()),
        Column.micros("event_time", row -> row.capture().eventTimeMicros()));
  }
}
