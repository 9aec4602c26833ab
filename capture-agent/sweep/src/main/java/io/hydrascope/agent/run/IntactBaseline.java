package io.hydrascope.agent.run;

import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.run.Contributions.PassContext;
import io.hydrascope.agent.sweep.CaptureRowsBuilder;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.IntactReading;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.agent.sweep.Replacements;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.Vectors;
import io.hydrascope.agent.transformer.Transformer;

/**
 * What ablated rows of a prompt are compared with, and where they are written.
 *
 * @param writer with the intact rows in it
 */
record IntactBaseline(
    IntactRun run,
    Directions directions,
    IntactContributions parts,
    IntactReading reading,
    CaptureRowsBuilder writer) {

  /**
   * @param measured the intact run is its row 0
   * @param units of the plan that will be written
   */
  static IntactBaseline of(
      Transformer model,
      SweepTask task,
      IntactRun run,
      Measured measured,
      Directions directions,
      int units) {
    IntactContributions parts = IntactContributions.of(model, run, directions.back());
    int readouts = task.positions().length;
    double[] scale = new double[readouts];
    for (int readout = 0; readout < readouts; readout++) {
      scale[readout] = measured.scale()[readout * measured.rows()];
    }
    IntactReading reading = new IntactReading(scale, parts.table());
    CaptureRowsBuilder writer =
        new CaptureRowsBuilder(
            model.basis(),
            task.positions(),
            directions.tokens().targets(),
            directions.kappa(),
            units,
            task.donors(),
            reading);
    writer.writeIntact(measured, read(run, directions, readouts));
    return new IntactBaseline(run, directions, parts, reading, writer);
  }

  /** What rows of a pass are compared with. */
  PassContext context(Batch batch, Replacements values) {
    return new PassContext(run, parts, directions.back(), batch, values);
  }

  /** {@code w·r}, which a graph that holds both has said. // [readout] */
  private static double[] read(IntactRun run, Directions directions, int readouts) {
    double[] read = new double[readouts];
    if (directions.back().has(TrunkNames.READ)) {
      float[] said = directions.back().floats(TrunkNames.READ); // [readout, row]
      for (int readout = 0; readout < readouts; readout++) {
        read[readout] = said[readout * (said.length / readouts)];
      }
      return read;
    }
    int width = run.residual().length / readouts;
    for (int readout = 0; readout < readouts; readout++) {
      int at = readout * width;
      read[readout] = Vectors.dot(directions.w(), at, run.residual(), at, width);
    }
    return read;
  }
}
