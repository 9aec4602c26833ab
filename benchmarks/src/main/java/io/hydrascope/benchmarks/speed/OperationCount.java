package io.hydrascope.benchmarks.speed;

/**
 * Multiplications of matrix products, in a GPT-2's plain forward pass and in a sweep of all its
 * heads and MLPs at every position: what a sweep would cost if nothing else took time.
 *
 * @param readouts how many positions are read, the last one among them
 */
record OperationCount(Gpt2Shape shape, int tokens, int readouts) {
  /** An ablated row, mean over heads and MLPs, in rows of the plain forward pass. */
  double rowsPerAblation() {
    return sweep() / shape.components() / plain();
  }

  /** The same with the intact run, which a sweep computes once. */
  double rowsPerAblationWithIntact() {
    return (intact() + sweep()) / shape.components() / plain();
  }

  private double plain() {
    return shape.layers() * block(tokens) + unembedding();
  }

  private double intact() {
    return (shape.layers() - 1) * block(tokens) + block(readouts) + unembedding();
  }

  /** A head's row joins behind its layer's attention, an MLP's row behind the MLP. */
  private double sweep() {
    double all = 0;
    for (int layer = 0; layer < shape.layers(); layer++) {
      boolean last = layer == shape.layers() - 1;
      double places = last ? readouts : tokens;
      double downstream = last ? 0 : (shape.layers() - 2 - layer) * block(tokens) + block(readouts);
      double head = places * (square() / shape.heads() + 8 * square()) + downstream + unembedding();
      all += shape.heads() * head + downstream + unembedding();
    }
    return all;
  }

  /** Keys and values of every position; queries, scores, W_O and MLP of so many. */
  private double block(double places) {
    double scores = 2.0 * places * tokens * shape.width();
    return 2 * tokens * square() + places * 10 * square() + scores;
  }

  private double unembedding() {
    return (double) readouts * shape.vocabulary() * shape.width();
  }

  private double square() {
    return (double) shape.width() * shape.width();
  }
}
