package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.BAD_ROWS;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.OVER_LIMIT;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Limit;
import io.hydrascope.schemas.VectorPrecision;
import java.util.List;

/**
 * Sampled activation vectors of a few captures of one model under one plan.
 *
 * @param ablated the units that vectors refer to by index
 * @param sites that vectors refer to by index
 */
public record VectorBatch(
    CaptureSource source,
    CapturePlan plan,
    VectorPrecision precision,
    List<Capture> captures,
    List<AblationUnit> ablated,
    List<ActivationSite> sites,
    List<Entry> entries) {

  /**
   * One vector.
   *
   * @param capture index of the capture
   * @param ablated index of the unit, or {@link CaptureRows#INTACT}
   * @param donor index into the capture's donors, or {@link CaptureRows#NO_DONOR}
   * @param site index of the site
   * @param values finite; with bf16 already rounded // [d_head] or [d_model]
   */
  public record Entry(
      int capture, int ablated, int donor, int position, int site, float[] values) {}

  /**
   * @throws BadCaptureException if an index points nowhere or a number is not finite
   */
  public VectorBatch {
    captures = List.copyOf(captures);
    ablated = List.copyOf(ablated);
    sites = List.copyOf(sites);
    entries = List.copyOf(entries);
    new DescriptionCheck(source, plan, captures).verify(ablated);
    if (Limit.UNITS.isExceededBy(sites.size())) {
      throw new BadCaptureException(OVER_LIMIT, "sites=" + sites.size());
    }
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      require(i, "capture", entry.capture(), 0, captures.size());
      require(i, "ablated", entry.ablated(), CaptureRows.INTACT, ablated.size());
      int donors = captures.get(entry.capture()).donors().size();
      require(i, "donor", entry.donor(), CaptureRows.NO_DONOR, donors);
      require(i, "position", entry.position(), 0, Integer.MAX_VALUE);
      require(i, "site", entry.site(), 0, sites.size());
      requireFinite(i, entry.values());
    }
  }

  private static void require(int entry, String what, int value, int least, int end) {
    if (value < least || value >= end) {
      throw new BadCaptureException(
          BAD_ROWS,
          "vector=%d %s=%d is not within %d … %d".formatted(entry, what, value, least, end - 1));
    }
  }

  private static void requireFinite(int entry, float[] values) {
    if (values.length == 0) {
      throw new BadCaptureException(BAD_ROWS, "vector=%d is empty".formatted(entry));
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new BadCaptureException(BAD_ROWS, "vector=%d holds %s".formatted(entry, value));
      }
    }
  }
}
