package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.VectorPlace;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.schemas.EdgeReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Reads what the runs of one prompt put out: the intact one, and ablated ones in passes. */
final class RunActivations {
  /** What comes out of a pass is held at once. */
  private static final long PASS_BYTES = 64L << 20;

  private final ModelRunner runner;
  private final SweepTask task;
  private final SenderDeltas senders;
  private final IntactBaseline known;
  private final TrunkFeatures features;
  private final Dimensions size;

  RunActivations(ModelRunner runner, SweepTask task, SenderDeltas senders, IntactBaseline known) {
    this.runner = runner;
    this.task = task;
    this.senders = senders;
    this.known = known;
    features = Sweep.features(task.plan()).withActivations();
    size = runner.dimensions();
  }

  /**
   * @return one a place
   */
  List<float[]> read(List<VectorPlace> places) {
    Map<VectorPlace, float[]> found = new LinkedHashMap<>();
    Map<BatchRow, List<VectorPlace>> ablated = new LinkedHashMap<>();
    for (VectorPlace place : places) {
      if (place.isAblated()) {
        ablated.computeIfAbsent(row(place), any -> new java.util.ArrayList<>()).add(place);
      } else {
        found.put(place, intact(place));
      }
    }
    ablated.forEach(
        (row, own) -> {
          if (row.unit().reader().kind() == EdgeReader.Kind.FINAL) {
            readFinalEdge(row, own, found);
          }
        });
    List<BatchRow> rows =
        ablated.keySet().stream()
            .filter(row -> row.unit().reader().kind() != EdgeReader.Kind.FINAL)
            .sorted(Batch.joining(runner.model().isParallel()))
            .toList();
    Trunk trunk = rows.isEmpty() ? null : runner.trunk(features);
    if (trunk != null) {
      for (List<BatchRow> pass : Passes.of(rows, rowsAtOnce(), trunk::rowsAtOneSite)) {
        readPass(trunk, pass, ablated, found);
      }
    }
    return places.stream().map(found::get).toList();
  }

  private BatchRow row(VectorPlace place) {
    int readout =
        features.onePosition()
            ? Arrays.binarySearch(task.positions(), place.position())
            : Batch.EVERY_READOUT;
    return new BatchRow(
        task.plan().ablated().get(place.planned()), place.planned(), place.donor(), readout);
  }

  private int rowsAtOnce() {
    long readouts = features.onePosition() ? 1 : task.positions().length;
    long numbers = (long) size.heads() * size.headWidth() + 2L * size.width();
    long rowBytes = Float.BYTES * readouts * numbers * size.layers();
    int length = known.run().length();
    int fitting =
        features.onePosition()
            ? runner.budget().positionRowsAtOnce(length)
            : runner.budget().ablationsAtOnce(length, task.positions().length);
    return (int) Math.max(1, Math.min(fitting, PASS_BYTES / rowBytes));
  }

  private float[] intact(VectorPlace place) {
    return place
        .site()
        .component()
        .map(component -> known.run().value(component, place.position()))
        .orElseGet(() -> slice(known.run().residual(), place.position()));
  }

  /** Takes one position's slice of [readout, d_model]. */
  private float[] slice(float[] values, int position) {
    int readout = Arrays.binarySearch(task.positions(), position);
    return Arrays.copyOfRange(values, readout * size.width(), (readout + 1) * size.width());
  }

  /** Only the final norm reads another value: all that components put out is as intact. */
  private void readFinalEdge(
      BatchRow row, List<VectorPlace> places, Map<VectorPlace, float[]> found) {
    float[] residual = PromptSweep.finalResidual(senders, task, known.run(), row);
    for (VectorPlace place : places) {
      found.put(
          place,
          place.site().component().isEmpty() ? slice(residual, place.position()) : intact(place));
    }
  }

  private void readPass(
      Trunk trunk,
      List<BatchRow> pass,
      Map<BatchRow, List<VectorPlace>> ablated,
      Map<VectorPlace, float[]> found) {
    // A trunk with more than single components needs a row from the start, see ADR 2.
    Batch batch = new Batch(pass, OptionalInt.of(features.onePosition() ? 0 : Batch.EVERY_READOUT));
    BatchInputs inputs =
        new BatchInputs(
            runner.model(),
            known.run(),
            batch,
            task.replacements(),
            senders,
            features.onePosition());
    Tensors outputs = trunk.ablated(known.run(), known.directions().back(), inputs);
    int readouts = features.onePosition() ? 1 : task.positions().length;
    RowActivations values = new RowActivations(known.run(), task, batch, outputs, readouts);
    for (int index = 0; index < pass.size(); index++) {
      for (VectorPlace place : ablated.getOrDefault(pass.get(index), List.of())) {
        found.put(place, values.at(index, place));
      }
    }
  }
}
