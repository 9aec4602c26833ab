package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads the activation vectors that a policy chooses, in a forward pass of their own for each
 * chosen capture. One thread at a time; any may ask how many.
 */
public final class VectorSampler {
  private static final int TARGET_BYTES = 900_000;
  private static final int ENTRY_BYTES = 32;

  private final CaptureSource source;
  private final CapturePlan plan;
  private final Sweep sweep;
  private final VectorPolicy policy;
  private final List<ActivationSite> sites;
  private final LongAdder chosen = new LongAdder();
  private final LongAdder notChosen = new LongAdder();

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
  }

  /** What of the prompt's intact run is chosen, in as many batches as messages need. */
  public List<VectorBatch> sample(Prompt prompt, Capture capture) {
    int[] positions = sweep.positions(prompt);
    List<Place> places = policy.chooses(capture) ? places(capture, positions) : List.of();
    chosen.add(places.size());
    notChosen.add((long) sites.size() * positions.length - places.size());
    return places.isEmpty() ? List.of() : read(capture, places, sweep.activations(prompt));
  }

  private record Place(int site, int position) {}

  private List<Place> places(Capture capture, int[] positions) {
    List<Place> places = new ArrayList<>();
    for (int site = 0; site < sites.size(); site++) {
      for (int position : positions) {
        if (policy.chooses(capture, sites.get(site), position)) {
          places.add(new Place(site, position));
        }
      }
    }
    return places;
  }

  private List<VectorBatch> read(Capture capture, List<Place> places, Sweep.SiteValues values) {
    List<VectorBatch> batches = new ArrayList<>();
    List<VectorBatch.Entry> entries = new ArrayList<>();
    int bytes = 0;
    for (Place place : places) {
      float[] vector = values.at(sites.get(place.site()), place.position());
      bytes += ENTRY_BYTES + vector.length * policy.precision().bytes();
      entries.add(
          new VectorBatch.Entry(
              0,
              CaptureRows.INTACT,
              CaptureRows.NO_DONOR,
              place.position(),
              place.site(),
              rounded(vector)));
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

  private VectorBatch batch(Capture capture, List<VectorBatch.Entry> entries) {
    return new VectorBatch(
        source, plan, policy.precision(), List.of(capture), List.of(), sites, entries);
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
