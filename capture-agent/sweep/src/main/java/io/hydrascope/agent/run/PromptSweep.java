package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.RowKey;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.RowReading;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.agent.sweep.Readout.Tokens;
import io.hydrascope.agent.sweep.Replacements;
import io.hydrascope.agent.sweep.ResidualRows;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.VectorPlace;
import io.hydrascope.agent.sweep.Vectors;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.EdgeReader;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** One plan on one prompt: the intact run, what is read of it, then the ablated rows in passes. */
final class PromptSweep {
  private final ModelRunner runner;
  private final Transformer model;
  private final SweepTask task;
  private final CapturePlan plan;
  private final int[] positions;
  private final Replacements replacements;
  private final SenderDeltas senders;
  private final int width;

  PromptSweep(ModelRunner runner, SweepTask task, SenderDeltas senders) {
    this.runner = runner;
    this.model = runner.model();
    this.task = task;
    this.plan = task.plan();
    this.positions = task.positions();
    this.replacements = task.replacements();
    this.senders = senders;
    width = model.dimensions().width();
  }

  /** The intact rows alone: nothing is ablated. */
  CaptureRows runIntact() {
    if (positions.length > runner.budget().readoutsAtOnce(1)) {
      return knowing(IntactPass.Use.PARTS, 0, known -> known.writer().finished());
    }
    try (IntactRun run = runner.intactPass().readOut(task.tokens(), positions, asked())) {
      Measured measured = Measured.of(run.outputs());
      Tokens read = tokens(task.targets(measured.argmax()));
      Directions directions = new Directions(run.outputs(), read);
      return IntactBaseline.of(model, task, run, measured, directions, 0).writer().finished();
    }
  }

  /** Loads the graphs that {@link #run} needs. */
  void prepare() {
    TrunkFeatures features = Sweep.features(plan);
    if (PositionSweep.takes(runner, task, rows(features.onePosition()).size())) {
      GraphSession unused = runner.positionSweep();
    } else {
      Trunk unused = runner.trunk(features);
    }
  }

  /**
   * @param drift checks the rows that it samples
   */
  CaptureRows run(DriftCheck drift) {
    boolean onePosition = Sweep.features(plan).onePosition();
    List<BatchRow> rows = rows(onePosition);
    if (PositionSweep.takes(runner, task, rows.size())) {
      return new PositionSweep(runner, task, senders).run(rows, asked(), drift);
    }
    return knowing(
        onePosition ? IntactPass.Use.POSITION_FORKS : IntactPass.Use.FORKS,
        plan.ablated().size(),
        known -> ablated(known, rows, drift));
  }

  /**
   * @return one a place
   */
  List<float[]> activations(List<VectorPlace> places) {
    IntactPass.Use use = IntactPass.Use.PARTS;
    if (places.stream().anyMatch(VectorPlace::isAblated)) {
      use = task.onePosition() ? IntactPass.Use.POSITION_FORKS : IntactPass.Use.FORKS;
    }
    return knowing(use, 0, known -> new RunActivations(runner, task, senders, known).read(places));
  }

  private CaptureRows ablated(IntactBaseline known, List<BatchRow> rows, DriftCheck drift) {
    TrunkFeatures features = Sweep.features(plan);
    Trunk trunk = runner.trunk(features);
    int length = known.run().length();
    int atOnce =
        features.onePosition()
            ? runner.budget().positionRowsAtOnce(length)
            : runner.budget().ablationsAtOnce(length, positions.length);
    AblatedRows ablated = new AblatedRows(runner, task, known);
    // Trunks of more than single components crash the engine while no row has joined, see ADR 2.
    OptionalInt begins =
        features.equals(TrunkFeatures.PLAIN)
            ? OptionalInt.empty()
            : OptionalInt.of(features.onePosition() ? 0 : Batch.EVERY_READOUT);
    OptionalInt checked = drift.readout(rows);
    for (List<BatchRow> pass : Passes.of(rows, atOnce, trunk::rowsAtOneSite)) {
      Batch batch = new Batch(pass, checked.isPresent() ? checked : begins);
      Contributions parts = run(trunk, known, batch, ablated);
      if (checked.isPresent()) {
        drift.check(new Batch(rows, checked), parts.unchanged(), known.reading());
      }
      checked = OptionalInt.empty();
      runner.passDone(pass.size());
    }
    ablated.write();
    writeFinalEdges(known);
    return known.writer().finished();
  }

  private Contributions run(Trunk trunk, IntactBaseline known, Batch batch, AblatedRows ablated) {
    Tensors outputs =
        trunk.ablated(known.run(), known.directions().back(), inputs(known.run(), batch));
    int readouts = task.onePosition() ? 1 : positions.length;
    Contributions parts =
        new Contributions(model, outputs, known.context(batch, replacements), readouts);
    ablated.add(batch, outputs.floats(TrunkNames.RESIDUAL), parts);
    return parts;
  }

  /** What is known of the intact run lies in the engine for as long as the work takes. */
  private <T> T knowing(IntactPass.Use use, int units, Function<IntactBaseline, T> work) {
    try (IntactRun run = runner.intactPass().runAndKeep(task.tokens(), positions, use)) {
      Measured measured = runner.readout().measure(run.residual(), ResidualRows.none(), asked());
      Tokens read = tokens(task.targets(measured.argmax()));
      try (Tensors back = runner.back(run, read)) {
        Directions directions = new Directions(back, read);
        return work.apply(IntactBaseline.of(model, task, run, measured, directions, units));
      }
    }
  }

  private Tokens asked() {
    return tokens(task.asked());
  }

  private Tokens tokens(int[] targets) {
    return runner.references().tokens(targets, task.other());
  }

  private BatchInputs inputs(IntactRun run, Batch batch) {
    return new BatchInputs(model, run, batch, replacements, senders, task.onePosition());
  }

  /** Every ablation that needs a pass, in joining order. */
  private List<BatchRow> rows(boolean onePosition) {
    List<BatchRow> rows = new ArrayList<>();
    for (int planned = 0; planned < plan.ablated().size(); planned++) {
      if (plan.ablated().get(planned).reader().kind() != EdgeReader.Kind.FINAL) {
        for (int donor = 0; donor < task.donors(); donor++) {
          int readouts = onePosition ? positions.length : 1;
          for (int readout = 0; readout < readouts; readout++) {
            int at = onePosition ? readout : Batch.EVERY_READOUT;
            rows.add(
                new BatchRow(plan.ablated().get(planned), planned, task.donorIndex(donor), at));
          }
        }
      }
    }
    rows.sort(Batch.joining(model.isParallel()));
    return rows;
  }

  /** Only the final norm reads another value: nothing of the model has to run again. */
  private void writeFinalEdges(IntactBaseline known) {
    for (int planned = 0; planned < plan.ablated().size(); planned++) {
      if (plan.ablated().get(planned).reader().kind() == EdgeReader.Kind.FINAL) {
        for (int donor = 0; donor < task.donors(); donor++) {
          BatchRow row =
              new BatchRow(
                  plan.ablated().get(planned),
                  planned,
                  task.donorIndex(donor),
                  Batch.EVERY_READOUT);
          writeFinalEdge(known, row);
        }
      }
    }
  }

  private void writeFinalEdge(IntactBaseline known, BatchRow row) {
    float[] residual = finalResidual(senders, task, known.run(), row);
    Measured measured =
        runner
            .readout()
            .measure(
                known.run().residual(),
                new ResidualRows(residual, 0, 1, positions.length, width),
                known.directions().tokens());
    for (int readout = 0; readout < positions.length; readout++) {
      double read = dot(known.directions().w(), readout, residual, readout);
      known
          .writer()
          .write(
              place(row, readout),
              new RowReading(measured, readout, 1, read),
              known.parts().table(),
              readout);
    }
  }

  /** What the final norm reads where it alone reads another value. // [readout, d_model] */
  static float[] finalResidual(SenderDeltas senders, SweepTask task, IntactRun run, BatchRow row) {
    float[] residual = run.residual().clone();
    int width = residual.length / task.positions().length;
    Replacements replacements = task.replacements();
    for (int readout = 0; readout < task.positions().length; readout++) {
      int position = task.positions()[readout];
      float[] value = replacements.value(row.unit().first(), row.donor(), position);
      float[] change =
          senders.change(row.unit().first(), value, replacements.additive(), run, position);
      for (int i = 0; i < width; i++) {
        residual[readout * width + i] += change[i];
      }
    }
    return residual;
  }

  private static RowKey place(BatchRow row, int readout) {
    return new RowKey(row.planned(), row.donor(), readout);
  }

  /** Dot product of two vectors of d_model. */
  private double dot(float[] left, int leftIndex, float[] right, int rightIndex) {
    return Vectors.dot(left, leftIndex * width, right, rightIndex * width, width);
  }
}
