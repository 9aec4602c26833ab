package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.sweep.CaptureRowsBuilder;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.RowKey;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.RowReading;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.agent.sweep.Readout.Tokens;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.List;

/**
 * A sweep at the readout positions in one run, on a {@link
 * io.hydrascope.agent.graph.PositionSweepGraph}: where rows and prompt fit at once, and what is put
 * in place does not depend on the intact run.
 */
final class PositionSweep {
  private static final TrunkFeatures FEATURES = TrunkFeatures.PLAIN.withOnePosition();

  private final ModelRunner runner;
  private final Transformer model;
  private final SweepTask task;
  private final SenderDeltas senders;
  private final int readouts;

  PositionSweep(ModelRunner runner, SweepTask task, SenderDeltas senders) {
    this.runner = runner;
    this.task = task;
    this.senders = senders;
    model = runner.model();
    readouts = task.positions().length;
  }

  /**
   * @param rows how many need a pass
   */
  static boolean takes(ModelRunner runner, SweepTask task, int rows) {
    // Rows are no use to each other, yet the products with each other's keys are taken as well:
    // where there are as many as d_model is wide, a sixth of all other products.
    return Sweep.features(task.plan()).equals(FEATURES)
        && task.plan().ablated().stream().noneMatch(AblationUnit::isEdge)
        && !task.replacements().additive()
        && rows > 0
        && rows <= runner.dimensions().width()
        && runner.budget().takesAtOnce(task.tokens().length, rows, task.positions().length)
        && runner.mayHoldWeightsOnceMore();
  }

  /**
   * @param rows in joining order, of every readout as many
   * @param asked what is read
   * @param drift checks the rows that it samples
   */
  CaptureRows run(List<BatchRow> rows, Tokens asked, DriftCheck drift) {
    Batch batch = new Batch(rows, drift.readout(rows));
    Tensors values = new Tensors(); // none but scales: what is read comes out of the same run
    IntactRun run = new IntactRun(model, task.tokens(), task.positions(), true, values);
    int[] measuredRows = measuredRows(rows);
    Tensors outputs = runner.positionSweep().run(inputs(run, batch, asked, measuredRows));
    for (int layer = 0; layer < model.dimensions().layers(); layer++) {
      if (outputs.has(TrunkNames.intactScale(layer))) {
        values.put(TrunkNames.attentionScale(layer), outputs, TrunkNames.intactScale(layer));
      }
    }
    Measured measured = Measured.of(outputs);
    Tokens read = runner.references().tokens(task.targets(measured.argmax()), task.other());
    Directions directions = new Directions(outputs, read);
    IntactBaseline known =
        IntactBaseline.of(model, task, run, measured, directions, task.plan().ablated().size());
    Contributions parts =
        new Contributions(
            model, outputs, known.context(batch, task.replacements()), /* rowReadouts= */ 1);
    if (batch.intactRows() > 0) {
      drift.check(batch, parts.unchanged(), known.reading());
    }
    write(rows, measuredRows, measured, outputs.floats(TrunkNames.READ), parts, known.writer());
    return known.writer().finished();
  }

  /** Says for each row which one it is among its readout's, behind the intact run. */
  private int[] measuredRows(List<BatchRow> rows) {
    int[] next = new int[readouts];
    return rows.stream().mapToInt(row -> ++next[row.readout()]).toArray();
  }

  private Tensors inputs(IntactRun run, Batch batch, Tokens asked, int[] measuredRows) {
    Tensors inputs =
        asked
            .question(model.dimensions().width())
            .put(TrunkNames.TOKENS, run.tokens())
            .put(TrunkNames.READOUTS, run.readouts());
    new BatchInputs(model, run, batch, task.replacements(), senders, true).put(inputs, FEATURES);
    int each = 1 + measuredRows.length / readouts;
    long[] order = new long[readouts * each];
    for (int readout = 0; readout < readouts; readout++) {
      order[readout * each] = readout;
    }
    for (int row = 0; row < measuredRows.length; row++) {
      int readout = batch.rows().get(row).readout();
      int place = readouts + batch.indexInTrunk(row);
      order[readout * each + measuredRows[row]] = place;
    }
    return inputs.put(TrunkNames.ORDER, order, readouts, each);
  }

  /**
   * @param read {@code w·r} // [readout, row]
   */
  private static void write(
      List<BatchRow> rows,
      int[] measuredRows,
      Measured measured,
      float[] read,
      Contributions parts,
      CaptureRowsBuilder writer) {
    for (int index = 0; index < rows.size(); index++) {
      BatchRow row = rows.get(index);
      int at = row.readout() * measured.rows() + measuredRows[index];
      writer.write(
          new RowKey(row.planned(), row.donor(), row.readout()),
          new RowReading(measured, row.readout(), measuredRows[index], read[at]),
          parts.ablated(index),
          /* tableReadout= */ 0);
    }
  }
}
