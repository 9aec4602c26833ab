package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.BadCaptureException;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads the activation vectors that a policy chooses, in passes of their own for each chosen
 * capture. One thread at a time; any may ask how many.
 */
public final class VectorSampler {
  private static final int TARGET_BYTES = 900_000;
  private static final int ENTRY_BYTES = 32;

  private final CaptureSource source;
  private final CapturePlan plan;
  private final Sweep sweep;
  private final VectorPolicy policy;
  private final List<ActivationSite> sites;
  private final List<AblationUnit> units;
  private final LongAdder chosen = new LongAdder();
  private final LongAdder notChosen = new LongAdder();

  /**
   * @throws IllegalArgumentException naming a site or run of the policy that there is not
   */
  public VectorSampler(
      CaptureSource source,
      CapturePlan plan,
      Sweep sweep,
      ResidualBasis basis,
      VectorPolicy policy) {
    this.source = source;
    this.plan = plan;
    this.sweep = sweep;
    this.policy = policy;
    sites = policy.sites(basis);
    units = policy.units(plan);
    if (!units.isEmpty()) {
      sweep.requireReadsAblated();
    }
  }

  /** What of the prompt's runs is chosen, in as many batches as messages need. */
  public List<VectorBatch> sample(Prompt prompt, Capture capture) {
    int[] positions = sweep.positions(prompt);
    List<VectorPlace> places = policy.chooses(capture) ? places(capture, positions) : List.of();
    chosen.add(places.size());
    long donors = Math.max(1, capture.donors().size());
    long runs = (policy.choosesIntact() ? 1 : 0) + units.size() * donors;
    notChosen.add(runs * sites.size() * positions.length - places.size());
    return places.isEmpty()
        ? List.of()
        : batches(capture, places, sweep.activations(prompt, places));
  }

  private List<VectorPlace> places(Capture capture, int[] positions) {
    List<VectorPlace> places = new ArrayList<>();
    if (policy.choosesIntact()) {
      for (ActivationSite site : sites) {
        for (int position : positions) {
          if (policy.chooses(capture, site, position)) {
            places.add(new VectorPlace(CaptureRows.INTACT, CaptureRows.NO_DONOR, site, position));
          }
        }
      }
    }
    for (AblationUnit unit : units) {
      int planned = plan.ablated().indexOf(unit);
      if (capture.donors().isEmpty()) {
        addAblated(capture, planned, CaptureRows.NO_DONOR, positions, places);
      }
      for (int donor = 0; donor < capture.donors().size(); donor++) {
        addAblated(capture, planned, donor, positions, places);
      }
    }
    return places;
  }

  private void addAblated(
      Capture capture, int planned, int donor, int[] positions, List<VectorPlace> places) {
    AblationUnit unit = plan.ablated().get(planned);
    String donorId = donor == CaptureRows.NO_DONOR ? "" : capture.donors().get(donor);
    for (ActivationSite site : sites) {
      for (int position : positions) {
        if (policy.chooses(capture, unit, donorId, site, position)) {
          places.add(new VectorPlace(planned, donor, site, position));
        }
      }
    }
  }

  /**
   * @param vectors one a place
   */
  private List<VectorBatch> batches(
      Capture capture, List<VectorPlace> places, List<float[]> vectors) {
    List<VectorBatch> batches = new ArrayList<>();
    List<VectorBatch.Entry> entries = new ArrayList<>();
    int bytes = 0;
    for (int i = 0; i < places.size(); i++) {
      bytes += ENTRY_BYTES + vectors.get(i).length * policy.precision().bytes();
      entries.add(entry(places.get(i), vectors.get(i)));
      if (bytes >= TARGET_BYTES) {
        batches.add(batch(capture, entries));
        entries.clear();
        bytes = 0;
      }
    }
    if (!entries.isEmpty()) {
      batches.add(batch(capture, entries));
    }
    return batches;
  }

  private VectorBatch.Entry entry(VectorPlace place, float[] vector) {
    int ablated =
        place.planned() == CaptureRows.INTACT
            ? CaptureRows.INTACT
            : units.indexOf(plan.ablated().get(place.planned()));
    return new VectorBatch.Entry(
        0, ablated, place.donor(), place.position(), sites.indexOf(place.site()), rounded(vector));
  }

  private VectorBatch batch(Capture capture, List<VectorBatch.Entry> entries) {
    try {
      return new VectorBatch(
          source, plan, policy.precision(), List.of(capture), units, sites, entries);
    } catch (BadCaptureException e) {
      throw new EngineException("activations cannot be used: " + e.getMessage(), e);
    }
  }

  private float[] rounded(float[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = policy.precision().rounded(values[i]);
    }
    return rounded;
  }

  /** Vectors that were read so far. */
  public long chosen() {
    return chosen.sum();
  }

  /** Vectors at the policy's sites that were not. */
  public long notChosen() {
    return notChosen.sum();
  }
}
