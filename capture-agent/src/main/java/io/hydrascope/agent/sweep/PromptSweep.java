package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.sweep.Batch.Row;
import io.hydrascope.agent.sweep.Parts.PassContext;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.agent.sweep.Readout.Residuals;
import io.hydrascope.agent.sweep.ReadoutDirections.Directions;
import io.hydrascope.agent.sweep.RowWriter.IntactReading;
import io.hydrascope.agent.sweep.RowWriter.Place;
import io.hydrascope.agent.sweep.RowWriter.Reading;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Reader;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One plan on one prompt: the intact run, what is read of it, then the ablated rows in passes. */
final class PromptSweep {
  private final ModelRunner runner;
  private final Transformer model;
  private final SweepTask task;
  private final CapturePlan plan;
  private final int[] positions;
  private final Replacements replacements;
  private final Senders senders;
  private final int width;

  PromptSweep(ModelRunner runner, SweepTask task, Senders senders) {
    this.runner = runner;
    this.model = runner.model();
    this.task = task;
    this.plan = task.plan();
    this.positions = task.positions();
    this.replacements = task.replacements();
    this.senders = senders;
    width = model.dimensions().width();
  }

  /** All that passes with ablated rows need of the intact run. */
  private record Known(
      IntactRun run, Directions directions, Tensors back, IntactParts parts, RowWriter writer) {}

  /** The intact rows alone: nothing is ablated. */
  CaptureRows runIntact() {
    return know(IntactPass.Use.PARTS, 0).writer().finished();
  }

  CaptureRows run() {
    TrunkFeatures features = Sweep.features(plan);
    Known known =
        know(
            features.onePosition() ? IntactPass.Use.POSITION_FORKS : IntactPass.Use.FORKS,
            plan.ablated().size());
    Trunk trunk = runner.trunk(features);
    List<Row> rows = rows(features.onePosition());
    int length = known.run().length();
    int atOnce =
        features.onePosition()
            ? runner.budget().positionRowsAtOnce(length)
            : runner.budget().ablationsAtOnce(length, positions.length);
    int intactRows = features.equals(TrunkFeatures.PLAIN) ? 0 : 1;
    for (List<Row> pass : Passes.of(rows, atOnce, trunk::rowsAtOneSite)) {
      Batch batch = new Batch(pass, intactRows);
      Tensors outputs =
          trunk.ablated(
              known.run(), known.directions().w(), known.back(), inputs(known.run(), batch));
      write(known, batch, outputs, features.onePosition());
    }
    writeFinalEdges(known);
    return known.writer().finished();
  }

  private Known know(IntactPass.Use use, int units) {
    int[] tokens = task.tokens();
    IntactRun run = runner.intactPass().run(tokens, positions, use);
    Measured measured =
        runner
            .readout()
            .measure(
                run.residual(),
                ResidualRows.none(),
                runner.directions().tokens(task.asked(), task.others()));
    int[] targets = task.targets(measured.argmax());
    Directions directions = runner.directions().of(targets, task.others());
    Tensors back = runner.back(directions.w(), positions.length);
    IntactParts parts = IntactParts.of(model, run, directions.w(), back);
    RowWriter writer = writer(directions, measured, parts, units);
    double[] read = new double[positions.length];
    for (int readout = 0; readout < positions.length; readout++) {
      read[readout] = dot(directions.w(), readout, run.residual(), readout);
    }
    writer.writeIntact(measured, read);
    return new Known(run, directions, back, parts, writer);
  }

  private RowWriter writer(Directions directions, Measured measured, IntactParts parts, int units) {
    double[] scale = new double[positions.length];
    for (int readout = 0; readout < positions.length; readout++) {
      scale[readout] = measured.scale()[readout];
    }
    return new RowWriter(
        model.basis(),
        positions,
        directions.tokens().targets(),
        directions.kappa(),
        units,
        task.donors(),
        new IntactReading(scale, parts.table()));
  }

  private BatchInputs inputs(IntactRun run, Batch batch) {
    return new BatchInputs(model, run, batch, replacements, senders, task.onePosition());
  }

  /** Every ablation that needs a pass, in joining order. */
  private List<Row> rows(boolean onePosition) {
    List<Row> rows = new ArrayList<>();
    for (int planned = 0; planned < plan.ablated().size(); planned++) {
      if (plan.ablated().get(planned).reader().kind() != Reader.Kind.FINAL) {
        for (int donor = 0; donor < task.donors(); donor++) {
          int readouts = onePosition ? positions.length : 1;
          for (int readout = 0; readout < readouts; readout++) {
            int at = onePosition ? readout : Batch.EVERY_READOUT;
            rows.add(new Row(plan.ablated().get(planned), planned, task.donorIndex(donor), at));
          }
        }
      }
    }
    rows.sort(Batch.joining(model.isParallel()));
    return rows;
  }

  private void write(Known known, Batch batch, Tensors outputs, boolean onePosition) {
    PassContext context =
        new PassContext(
            known.run(), known.parts(), known.directions().w(), known.back(), batch, replacements);
    float[] residual = outputs.floats(TrunkNames.RESIDUAL);
    int rowReadouts = onePosition ? 1 : positions.length;
    Parts parts = new Parts(model, outputs, context, rowReadouts);
    if (!onePosition) {
      ResidualRows all =
          new ResidualRows(
              residual, batch.intactRows(), batch.rows().size(), positions.length, width);
      Measured measured =
          runner.readout().measure(known.run().residual(), all, known.directions().tokens());
      for (int row = 0; row < batch.rows().size(); row++) {
        float[] table = parts.ablated(row);
        for (int readout = 0; readout < positions.length; readout++) {
          double read =
              dot(
                  known.directions().w(),
                  readout,
                  residual,
                  batch.indexInTrunk(row) * positions.length + readout);
          known
              .writer()
              .write(
                  place(batch.rows().get(row), readout),
                  new Reading(measured, readout, 1 + row, read),
                  table,
                  readout);
        }
      }
      return;
    }
    for (int readout = 0; readout < positions.length; readout++) {
      writeAt(readout, known, batch, residual, parts);
    }
  }

  /** Rows of one position each: those of one readout. */
  private void writeAt(int readout, Known known, Batch batch, float[] residual, Parts parts) {
    List<Integer> here = new ArrayList<>();
    for (int row = 0; row < batch.rows().size(); row++) {
      if (batch.rows().get(row).readout() == readout) {
        here.add(row);
      }
    }
    if (here.isEmpty()) {
      return;
    }
    Measured measured = measureAt(readout, known, new Picked(residual, here, batch));
    for (int i = 0; i < here.size(); i++) {
      int row = here.get(i);
      double read = dot(known.directions().w(), readout, residual, batch.indexInTrunk(row));
      known
          .writer()
          .write(
              place(batch.rows().get(row), readout),
              new Reading(measured, 0, 1 + i, read),
              parts.ablated(row),
              0);
    }
  }

  /** Only the final norm reads another value: nothing of the model has to run again. */
  private void writeFinalEdges(Known known) {
    for (int planned = 0; planned < plan.ablated().size(); planned++) {
      if (plan.ablated().get(planned).reader().kind() == Reader.Kind.FINAL) {
        for (int donor = 0; donor < task.donors(); donor++) {
          Row row =
              new Row(
                  plan.ablated().get(planned),
                  planned,
                  task.donorIndex(donor),
                  Batch.EVERY_READOUT);
          writeFinalEdge(known, row);
        }
      }
    }
  }

  private void writeFinalEdge(Known known, Row row) {
    float[] residual = known.run().residual().clone();
    for (int readout = 0; readout < positions.length; readout++) {
      float[] value = replacements.value(row.unit().first(), row.donor(), positions[readout]);
      float[] change =
          senders.change(
              row.unit().first(), value, replacements.additive(), known.run(), positions[readout]);
      for (int i = 0; i < width; i++) {
        residual[readout * width + i] += change[i];
      }
    }
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
              new Reading(measured, readout, 1, read),
              known.parts().table(),
              readout);
    }
  }

  private static Place place(Row row, int readout) {
    return new Place(row.planned(), row.donor(), readout);
  }

  private Measured measureAt(int readout, Known known, Residuals rows) {
    float[] intact =
        Arrays.copyOfRange(known.run().residual(), readout * width, (readout + 1) * width);
    return runner.readout().measure(intact, rows, known.directions().tokens().at(readout, width));
  }

  /** Dot product of two vectors of d_model. */
  private double dot(float[] left, int leftIndex, float[] right, int rightIndex) {
    return Vectors.dot(left, leftIndex * width, right, rightIndex * width, width);
  }

  /** Some rows of one position each. // [row, 1, d_model] */
  private final class Picked implements Residuals {
    private final float[] residual;
    private final List<Integer> picked;
    private final Batch batch;

    Picked(float[] residual, List<Integer> picked, Batch batch) {
      this.batch = batch;
      this.residual = residual;
      this.picked = picked;
    }

    @Override
    public int rows() {
      return picked.size();
    }

    @Override
    public void copy(int row, int readout, float[] to, int start) {
      int from = batch.indexInTrunk(picked.get(row)) * width;
      System.arraycopy(residual, from, to, start, width);
    }
  }
}
