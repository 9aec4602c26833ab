package io.hydrascope.agent.run;

import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.RowKey;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.RowReading;
import io.hydrascope.agent.sweep.Readout;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.agent.sweep.Readout.Residuals;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads ablated rows and writes them. Rows of several passes wait for each other: the more are
 * unembedded at once, the less often the unembedding, and the intact run beside them, is computed.
 * Mutable.
 */
final class AblatedRows {
  private final ModelRunner runner;
  private final IntactBaseline known;
  private final int readouts;
  private final int rowReadouts;
  private final int width;
  private final List<Waiting> waiting = new ArrayList<>();
  private long waitingBytes;

  AblatedRows(ModelRunner runner, SweepTask task, IntactBaseline known) {
    this.runner = runner;
    this.known = known;
    readouts = task.positions().length;
    rowReadouts = task.onePosition() ? 1 : readouts;
    width = runner.dimensions().width();
  }

  /**
   * What a pass computed.
   *
   * @param residual // [row of the trunk, readout of a row, d_model]
   */
  private record Computed(Batch batch, float[] residual, Contributions parts) {}

  private record Waiting(Computed pass, int index) {
    BatchRow row() {
      return pass.batch().rows().get(index);
    }

    int indexInTrunk() {
      return pass.batch().indexInTrunk(index);
    }
  }

  /**
   * @param residual // [row of the trunk, readout of a row, d_model]
   */
  void add(Batch batch, float[] residual, Contributions parts) {
    Computed pass = new Computed(batch, residual, parts);
    for (int index = 0; index < batch.rows().size(); index++) {
      waiting.add(new Waiting(pass, index));
    }
    waitingBytes += (long) Float.BYTES * residual.length;
    if (waitingBytes >= runner.budget().waitingBytes()) {
      write();
    }
  }

  /** Writes all that wait. */
  void write() {
    if (rowReadouts == readouts) {
      write(waiting, 0);
    } else {
      for (int readout = 0; readout < readouts; readout++) {
        int here = readout;
        write(waiting.stream().filter(each -> each.row().readout() == here).toList(), readout);
      }
    }
    waiting.clear();
    waitingBytes = 0;
  }

  /**
   * @param first the rows' first readout
   */
  private void write(List<Waiting> rows, int first) {
    if (rows.isEmpty()) {
      return;
    }
    float[] intact =
        Arrays.copyOfRange(known.run().residual(), first * width, (first + rowReadouts) * width);
    Readout.Tokens tokens = known.directions().tokens();
    Measured measured =
        runner
            .readout()
            .measure(
                intact,
                new Picked(rows),
                rowReadouts == readouts ? tokens : tokens.at(first, width));
    for (int row = 0; row < rows.size(); row++) {
      write(rows.get(row), row, first, measured);
    }
  }

  private void write(Waiting row, int measuredRow, int first, Measured measured) {
    float[] table = row.pass().parts().ablated(row.index());
    for (int readout = 0; readout < rowReadouts; readout++) {
      int from = (row.indexInTrunk() * rowReadouts + readout) * width;
      int with = (first + readout) * width;
      double read = Vectors.dot(row.pass().residual(), from, known.directions().w(), with, width);
      known
          .writer()
          .write(
              new RowKey(row.row().planned(), row.row().donor(), first + readout),
              new RowReading(measured, readout, 1 + measuredRow, read),
              table,
              readout);
    }
  }

  private final class Picked implements Residuals {
    private final List<Waiting> rows;

    Picked(List<Waiting> rows) {
      this.rows = rows;
    }

    @Override
    public int rows() {
      return rows.size();
    }

    @Override
    public void copy(int row, int readout, float[] to, int start) {
      Waiting of = rows.get(row);
      int from = (of.indexInTrunk() * rowReadouts + readout) * width;
      System.arraycopy(of.pass().residual(), from, to, start, width);
    }
  }
}
