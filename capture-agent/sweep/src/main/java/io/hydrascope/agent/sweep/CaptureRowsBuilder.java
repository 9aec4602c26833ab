package io.hydrascope.agent.sweep;

import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;

/**
 * Collects one prompt's capture rows: the intact ones, then each unit's in the plan's order,
 * positions and donors ascending.
 */
public final class CaptureRowsBuilder {
  private final ResidualBasis basis;
  private final int[] positions;
  private final int[] targets;
  private final double[] kappa;
  private final int donors;
  private final IntactReading intact;
  private final CaptureRows rows;

  /**
   * What ablated rows are compared with.
   *
   * @param scale of the intact run // [readout]
   * @param parts // [readout, component of basis]
   */
  public record IntactReading(double[] scale, float[] parts) {}

  /**
   * @param units of the plan
   * @param donors rows of each unit and position
   */
  public CaptureRowsBuilder(
      ResidualBasis basis,
      int[] positions,
      int[] targets,
      double[] kappa,
      int units,
      int donors,
      IntactReading intact) {
    this.basis = basis;
    this.positions = positions;
    this.targets = targets;
    this.kappa = kappa;
    this.donors = donors;
    this.intact = intact;
    rows = CaptureRows.allocate(positions.length * (1 + units * donors), basis.size());
  }

  /**
   * The intact rows.
   *
   * @param measured the intact run is its row 0
   * @param read {@code w·r} // [readout]
   */
  public void writeIntact(Measured measured, double[] read) {
    for (int readout = 0; readout < positions.length; readout++) {
      rows.ablated()[readout] = CaptureRows.INTACT;
      write(readout, readout, new RowReading(measured, readout, 0, read[readout]));
      writeContributions(readout, readout, intact.parts(), readout);
    }
  }

  /**
   * One ablated row.
   *
   * @param table its parts // [readout, component of basis]
   * @param tableReadout the readout in that table
   */
  public void write(RowKey place, RowReading reading, float[] table, int tableReadout) {
    int unitRow = place.planned() * positions.length + place.readout();
    int to = positions.length + unitRow * donors + Math.max(0, place.donor());
    rows.ablated()[to] = place.planned();
    rows.donor()[to] = place.donor();
    write(to, place.readout(), reading);
    writeContributions(to, place.readout(), table, tableReadout);
  }

  /**
   * Which row of the plan.
   *
   * @param planned index of the unit
   * @param donor index, -1 without any
   */
  public record RowKey(int planned, int donor, int readout) {}

  /**
   * One readout of one row of a measurement.
   *
   * @param read {@code w·r} of what the final norm read
   */
  public record RowReading(Measured measured, int readout, int row, double read) {
    int index() {
      return readout * measured.rows() + row;
    }
  }

  public CaptureRows finished() {
    return rows;
  }

  private void write(int to, int readout, RowReading reading) {
    Measured measured = reading.measured();
    int from = reading.index();
    rows.read()[to] = reading.read() / intact.scale()[readout];
    rows.position()[to] = positions[readout];
    rows.targetToken()[to] = targets[readout];
    rows.kappa()[to] = kappa[readout];
    rows.logit()[to] = measured.logit()[from];
    rows.scale()[to] = measured.scale()[from];
    rows.targetLogprob()[to] = measured.logprob()[from];
    // Below 0 only by rounding: a divergence is never negative.
    rows.kl()[to] = Math.max(0, measured.kl()[from]);
    rows.top1Flip()[to] = measured.lead()[from] > 0;
  }

  private void writeContributions(int to, int readout, float[] table, int tableReadout) {
    double scale = intact.scale()[readout];
    for (int component = 0; component < basis.size(); component++) {
      double part = table[tableReadout * basis.size() + component];
      rows.contributions()[to * basis.size() + component] = (float) (part / scale);
    }
  }
}
