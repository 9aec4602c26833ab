package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.Prompt.Answers;
import io.hydrascope.agent.sweep.Batch.Row;
import io.hydrascope.agent.sweep.Parts.PassContext;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.agent.sweep.Readout.Residuals;
import io.hydrascope.agent.sweep.ReadoutDirections.Directions;
import io.hydrascope.agent.sweep.RowWriter.IntactReading;
import io.hydrascope.agent.sweep.RowWriter.Place;
import io.hydrascope.agent.sweep.RowWriter.Reading;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Reader;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One plan on one prompt: the intact run, what is read of it, then the ablated rows in passes. */
final class PromptSweep {
  private final ModelRunner runner;
  private final Transformer model;
  private final CapturePlan plan;
  private final Prompt prompt;
  private final int[] positions;
  private final Replacements replacements;
  private final Senders senders;
  private final int width;

  PromptSweep(
      ModelRunner runner,
      CapturePlan plan,
      Prompt prompt,
      int[] positions,
      Replacements replacements,
      Senders senders) {
    this.runner = runner;
    this.model = runner.model();
    this.plan = plan;
    this.prompt = prompt;
    this.positions = positions;
    this.replacements = replacements;
    this.senders = senders;
    width = model.dimensions().width();
  }

  /** All that passes with ablated rows need of the intact run. */
  private record Known(IntactRun run, Directions directions, IntactParts parts, RowWriter writer) {}

  CaptureRows run() {
    TrunkFeatures features = Sweep.features(plan);
    // What comes after the last readout cannot reach it.
    int[] tokens = Arrays.copyOf(prompt.tokens(), positions[positions.length - 1] + 1);
    IntactRun run = runner.trunk(features.everyPosition()).intact(tokens, positions);
    Measured measured =
        runner
            .readout()
            .measure(
                run.residual(), new NoResiduals(), runner.directions().tokens(asked(), others()));
    int[] targets = plan.target() == Target.ARGMAX ? measured.argmax() : asked();
    Directions directions = runner.directions().of(targets, others());
    Trunk trunk = runner.trunk(features);
    List<Row> rows = rows(features.onePosition());
    int atOnce =
        features.onePosition()
            ? runner.budget().positionRowsAtOnce(tokens.length)
            : runner.budget().ablationsAtOnce(tokens.length, positions.length);
    List<Batch> batches =
        Passes.of(rows, atOnce, trunk::rowsAtOneSite).stream()
            .map(pass -> new Batch(pass, model.isParallel()))
            .toList();
    Tensors outputs = trunk.ablated(run, directions.w(), inputs(run, batches.get(0)));
    Known known = know(run, measured, directions, outputs);
    write(known, batches.get(0), outputs, features.onePosition());
    for (Batch batch : batches.subList(1, batches.size())) {
      Tensors found = trunk.ablated(run, directions.w(), inputs(run, batch));
      write(known, batch, found, features.onePosition());
    }
    writeFinalEdges(known);
    return known.writer().finished();
  }

  private BatchInputs inputs(IntactRun run, Batch batch) {
    boolean onePosition = plan.scope() == Scope.READOUT_POSITION;
    return new BatchInputs(model, run, batch, replacements, senders, onePosition);
  }

  private Known know(IntactRun run, Measured measured, Directions directions, Tensors outputs) {
    IntactParts parts = IntactParts.of(model, run, directions.w(), outputs);
    double[] scale = new double[positions.length];
    double[] read = new double[positions.length];
    for (int readout = 0; readout < positions.length; readout++) {
      scale[readout] = measured.scale()[readout];
      read[readout] = dot(directions.w(), readout, run.residual(), readout);
    }
    RowWriter writer =
        new RowWriter(
            model.basis(),
            positions,
            directions.tokens().targets(),
            directions.kappa(),
            plan.ablated().size(),
            donors(),
            new IntactReading(scale, parts.table()));
    writer.writeIntact(measured, read);
    return new Known(run, directions, parts, writer);
  }

  /** Whose logits are read; below 0 whatever the intact run ranks first. */
  private int[] asked() {
    return switch (plan.target()) {
      case NEXT ->
          Arrays.stream(positions).map(position -> prompt.tokens()[position + 1]).toArray();
      case LOGIT_DIFF -> all(prompt.answers().map(Answers::first).orElseThrow());
      case ARGMAX -> all(-1);
    };
  }

  /** The tokens that the target's logit is compared with; none for the vocabulary's mean. */
  private int[] others() {
    return plan.target() == Target.LOGIT_DIFF
        ? all(prompt.answers().map(Answers::second).orElseThrow())
        : new int[0];
  }

  private int[] all(int token) {
    int[] tokens = new int[positions.length];
    Arrays.fill(tokens, token);
    return tokens;
  }

  private int donors() {
    return plan.ablation() == Ablation.RESAMPLE ? prompt.donors().size() : 1;
  }

  /** Every ablation that needs a pass, in joining order. */
  private List<Row> rows(boolean onePosition) {
    List<Row> rows = new ArrayList<>();
    for (int planned = 0; planned < plan.ablated().size(); planned++) {
      if (plan.ablated().get(planned).reader().kind() != Reader.Kind.FINAL) {
        for (int donor = 0; donor < donors(); donor++) {
          int readouts = onePosition ? positions.length : 1;
          for (int readout = 0; readout < readouts; readout++) {
            int at = onePosition ? readout : Batch.EVERY_READOUT;
            rows.add(new Row(plan.ablated().get(planned), planned, donorIndex(donor), at));
          }
        }
      }
    }
    rows.sort(Batch.joining(model.isParallel()));
    return rows;
  }

  private int donorIndex(int donor) {
    return plan.ablation() == Ablation.RESAMPLE ? donor : CaptureRows.NO_DONOR;
  }

  private void write(Known known, Batch batch, Tensors outputs, boolean onePosition) {
    PassContext context =
        new PassContext(known.run(), known.parts(), known.directions().w(), batch, replacements);
    float[] residual = outputs.floats(TrunkNames.RESIDUAL);
    int rowReadouts = onePosition ? 1 : positions.length;
    Parts parts = new Parts(model, outputs, context, rowReadouts);
    if (!onePosition) {
      Rectangle all = new Rectangle(residual, Batch.INTACT_ROWS, batch.rows().size());
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
                  (Batch.INTACT_ROWS + row) * positions.length + readout);
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
    Measured measured = measureAt(readout, known, new Picked(residual, here));
    for (int i = 0; i < here.size(); i++) {
      int row = here.get(i);
      double read = dot(known.directions().w(), readout, residual, Batch.INTACT_ROWS + row);
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
        for (int donor = 0; donor < donors(); donor++) {
          Row row =
              new Row(plan.ablated().get(planned), planned, donorIndex(donor), Batch.EVERY_READOUT);
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
                known.run().residual(), new Rectangle(residual, 0, 1), known.directions().tokens());
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

  /** Dot product of two vectors of d_model, in double. */
  private double dot(float[] left, int leftIndex, float[] right, int rightIndex) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += (double) left[leftIndex * width + i] * right[rightIndex * width + i];
    }
    return sum;
  }

  /** No ablated rows. */
  private static final class NoResiduals implements Residuals {
    @Override
    public int rows() {
      return 0;
    }

    @Override
    public void copy(int row, int readout, float[] to, int start) {}
  }

  /** Rows with every readout. // [row, readout, d_model] */
  private final class Rectangle implements Residuals {
    private final float[] residual;
    private final int firstRow;
    private final int rows;

    Rectangle(float[] residual, int firstRow, int rows) {
      this.residual = residual;
      this.firstRow = firstRow;
      this.rows = rows;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public void copy(int row, int readout, float[] to, int start) {
      int from = ((firstRow + row) * positions.length + readout) * width;
      System.arraycopy(residual, from, to, start, width);
    }
  }

  /** Some rows of one position each. // [row, 1, d_model] */
  private final class Picked implements Residuals {
    private final float[] residual;
    private final List<Integer> picked;

    Picked(float[] residual, List<Integer> picked) {
      this.residual = residual;
      this.picked = picked;
    }

    @Override
    public int rows() {
      return picked.size();
    }

    @Override
    public void copy(int row, int readout, float[] to, int start) {
      int from = (Batch.INTACT_ROWS + picked.get(row)) * width;
      System.arraycopy(residual, from, to, start, width);
    }
  }
}
