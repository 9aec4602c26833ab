package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.List;

/**
 * One activation vector.
 *
 * @param ablation, scope, target, referenceSet the plan's words
 * @param ablated text form of the unit; empty in the intact run
 * @param donorId the prompt whose value was put in place; empty but for resample ablation
 * @param values as published: with bf16 each is one // [d_head] or [d_model]
 */
public record VectorRow(
    CaptureSource source,
    String ablation,
    String scope,
    String target,
    String referenceSet,
    Capture capture,
    String ablated,
    String donorId,
    int position,
    ActivationSite site,
    VectorPrecision precision,
    float[] values) {

  /** A batch's vectors, each with all that is known of it. */
  public static List<VectorRow> of(VectorBatch batch) {
    return batch.entries().stream().map(entry -> of(batch, entry)).toList();
  }

  private static VectorRow of(VectorBatch batch, VectorBatch.Entry entry) {
    Capture capture = batch.captures().get(entry.capture());
    return new VectorRow(
        batch.source(),
        batch.plan().ablation().text(),
        batch.plan().scope().text(),
        batch.plan().target().text(),
        batch.plan().referenceSet(),
        capture,
        entry.ablated() == CaptureRows.INTACT ? "" : batch.ablated().get(entry.ablated()).text(),
        entry.donor() == CaptureRows.NO_DONOR ? "" : capture.donors().get(entry.donor()),
        entry.position(),
        batch.sites().get(entry.site()),
        batch.precision(),
        entry.values());
  }

  /** Which vector of its capture, the same in any process. */
  public String place() {
    return String.join("/", ablated, donorId, Integer.toString(position), site.text());
  }
}
