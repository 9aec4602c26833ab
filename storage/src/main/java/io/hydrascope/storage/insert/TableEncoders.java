package io.hydrascope.storage.insert;

import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.rows.ResponseBatch;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.VectorRow;

/** A new encoder for each table that rows are inserted into. */
public final class TableEncoders {
  private TableEncoders() {}

  /** Each batch becomes as many rows of {@code effects} as it has. */
  public static BlockEncoder<EffectBatch> effects() {
    return new ArrowBlockEncoder<>(EffectsLayout.TABLE);
  }

  public static BlockEncoder<MetricsRow> runningMetrics() {
    return new ArrowBlockEncoder<>(RunningMetricsLayout.TABLE);
  }

  /** Each item becomes a row a responder. */
  public static BlockEncoder<ResponseMatrixRow> responseMatrix() {
    return new ArrowBlockEncoder<>(ResponseMatrixLayout.TABLE);
  }

  public static BlockEncoder<ShiftRow> shifts() {
    return new ArrowBlockEncoder<>(EvidenceLayouts.SHIFTS);
  }

  public static BlockEncoder<AlertRow> alerts() {
    return new ArrowBlockEncoder<>(EvidenceLayouts.ALERTS);
  }

  /** Each batch becomes as many rows of {@code responses} as it has. */
  public static BlockEncoder<ResponseBatch> responses() {
    return new ArrowBlockEncoder<>(ArchiveLayouts.RESPONSES);
  }

  public static BlockEncoder<VectorRow> vectors() {
    return new ArrowBlockEncoder<>(ArchiveLayouts.VECTORS);
  }

  public static BlockEncoder<RevisionRow> revisions() {
    return new ArrowBlockEncoder<>(WatchedLayouts.REVISIONS);
  }

  public static BlockEncoder<ComponentRow> components() {
    return new ArrowBlockEncoder<>(WatchedLayouts.COMPONENTS);
  }

  public static BlockEncoder<PromptRow> prompts() {
    return new ArrowBlockEncoder<>(WatchedLayouts.PROMPTS);
  }
}
