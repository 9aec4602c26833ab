package io.hydrascope.schemas.capture;

import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import java.util.Arrays;

/**
 * Rows of a batch as columns. Every array has one entry a row but the last two.
 *
 * @param detail says what the last two columns hold
 * @param capture index of the capture
 * @param position readout position, 0-based
 * @param ablated index into the batch's ablated units, or {@link #INTACT}
 * @param donor index into the capture's donors, or {@link #NO_DONOR}
 * @param targetToken vocabulary index of the token whose logit is read
 * @param logit centred logit of the target, measured on the model's output
 * @param kappa the part of the logit that no component contributes; the same in a capture's intact
 *     and ablated rows of one position
 * @param scale the final norm's scale, measured in this run
 * @param read {@code w·r/s} of what this run's final norm read, with the intact run's w and s
 * @param targetLogprob log-probability of the target, nats
 * @param kl KL(intact ‖ this row), nats; 0 in intact rows
 * @param top1Flip whether this row's argmax differs from the intact row's
 * @param contributions {@code w·c_j/s} with the intact run's w and s // [row, component of basis].
 *     By layers: intact rows have the sums over each part's components; ablated rows what those of
 *     them that are not ablated answered, Σ {@code w·(c'_j − c_j)/s} // [row, part of the layers]
 * @param sums of ablated rows, 0 in intact ones; empty at full detail // [row, {@link RowSum}]
 */
public record CaptureRows(
    Detail detail,
    int[] capture,
    int[] position,
    int[] ablated,
    int[] donor,
    int[] targetToken,
    double[] logit,
    double[] kappa,
    double[] scale,
    double[] read,
    double[] targetLogprob,
    double[] kl,
    boolean[] top1Flip,
    float[] contributions,
    double[] sums) {
  /** Marks an intact row in {@code ablated}. */
  public static final int INTACT = -1;

  /** Marks a row whose replacement is of no other prompt in {@code donor}. */
  public static final int NO_DONOR = -1;

  /** Empty columns for that many rows of full detail. */
  public static CaptureRows allocate(int rows, int components) {
    return allocate(Detail.FULL, rows, components);
  }

  /** Empty columns for that many rows. */
  public static CaptureRows allocate(Detail detail, int rows, ResidualBasis basis) {
    return allocate(detail, rows, detail.width(basis));
  }

  private static CaptureRows allocate(Detail detail, int rows, int width) {
    return new CaptureRows(
        detail,
        new int[rows],
        new int[rows],
        new int[rows],
        noDonors(rows),
        new int[rows],
        new double[rows],
        new double[rows],
        new double[rows],
        new double[rows],
        new double[rows],
        new double[rows],
        new boolean[rows],
        new float[rows * width],
        new double[detail == Detail.FULL ? 0 : rows * RowSum.COUNT]);
  }

  /** The column {@code donor} of rows without one. */
  public static int[] noDonors(int rows) {
    int[] donor = new int[rows];
    Arrays.fill(donor, NO_DONOR);
    return donor;
  }

  /** A sum, in logits, of an ablated row that does not tell its components one by one. */
  public double sum(int row, RowSum sum) {
    return sums[row * RowSum.COUNT + sum.ordinal()];
  }

  public int count() {
    return capture.length;
  }

  /** Rows that are not intact. */
  public int ablatedCount() {
    int ablated = 0;
    for (int row = 0; row < count(); row++) {
      ablated += isIntact(row) ? 0 : 1;
    }
    return ablated;
  }

  public boolean isIntact(int row) {
    return ablated[row] == INTACT;
  }
}
