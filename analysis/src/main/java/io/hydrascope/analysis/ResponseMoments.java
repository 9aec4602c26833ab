package io.hydrascope.analysis;

/**
 * Mergeable means and variances of the responses to one ablation (Chan, Golub and LeVeque 1983).
 *
 * @param rows donors averaged
 * @param prompts from which they are
 * @param means // [responder]
 * @param squares Σ (response − mean)² over rows // [responder]
 */
public record ResponseMoments(long rows, long prompts, double[] means, double[] squares) {

  public static ResponseMoments empty(int responders) {
    return new ResponseMoments(0, 0, new double[responders], new double[responders]);
  }

  /** With one prompt's responses; the arrays are used on. */
  public ResponseMoments plus(ResponseSums prompt) {
    return plus(new ResponseMoments(prompt.rows(), 1, prompt.means(), prompt.squares()));
  }

  /** With another's prompts; the arrays are used on, the other's are not changed. */
  public ResponseMoments plus(ResponseMoments other) {
    if (other.means.length != means.length) {
      throw new IllegalArgumentException(
          "responders=%d, not %d".formatted(other.means.length, means.length));
    }
    double share = (double) other.rows / (rows + other.rows);
    for (int i = 0; i < means.length; i++) {
      double difference = other.means[i] - means[i];
      means[i] += difference * share;
      squares[i] += other.squares[i] + difference * difference * rows * share;
    }
    return new ResponseMoments(rows + other.rows, prompts + other.prompts, means, squares);
  }

  /** Over rows, n − 1; NaN below two. // [responder] */
  public double[] variances() {
    double[] variances = new double[squares.length];
    for (int i = 0; i < variances.length; i++) {
      variances[i] = rows < 2 ? Double.NaN : squares[i] / (rows - 1);
    }
    return variances;
  }
}
