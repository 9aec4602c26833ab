package io.hydrascope.schemas.capture;

/**
 * Rows of a batch as columns. Every array has one entry a row; {@code contributions} has one a row
 * and component of the basis.
 *
 * @param capture index of the capture
 * @param position readout position, 0-based
 * @param ablated index into the batch's ablated components, or {@link #INTACT}
 * @param targetToken vocabulary index of the token whose logit is read
 * @param logit centred logit of the target, measured on the model's output
 * @param kappa the part of the logit that no component contributes; the same in a capture's intact
 *     and ablated rows of one position
 * @param scale the final norm's scale, measured in this run
 * @param targetLogprob log-probability of the target, nats
 * @param kl KL(intact ‖ this row), nats; 0 in intact rows
 * @param top1Flip whether this row's argmax differs from the intact row's
 * @param contributions {@code w·c_j/s} with the intact run's w and s // [row, component of basis]
 */
public record CaptureRows(
    int[] capture,
    int[] position,
    int[] ablated,
    int[] targetToken,
    double[] logit,
    double[] kappa,
    double[] scale,
    double[] targetLogprob,
    double[] kl,
    boolean[] top1Flip,
    float[] contributions) {
  /** Marks an intact row in {@code ablated}. */
  public static final int INTACT = -1;

  /** Empty columns for that many rows. */
  public static CaptureRows allocate(int rows, int components) {
    return new CaptureRows(
        new int[rows],
        new int[rows],
        new int[rows],
        new int[rows],
        new double[rows],
        new double[rows],
        new double[rows],
        new double[rows],
        new double[rows],
        new boolean[rows],
        new float[rows * components]);
  }

  public int count() {
    return capture.length;
  }

  public boolean isIntact(int row) {
    return ablated[row] == INTACT;
  }
}
