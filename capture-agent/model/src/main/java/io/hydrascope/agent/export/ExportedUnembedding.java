package io.hydrascope.agent.export;

import java.util.Optional;

/**
 * From the normed residual to logits: {@code cap(scale · x W + biasScale · bias)}, where cap is
 * {@code c · tanh(· / c)}.
 *
 * @param input what the matrix is applied to
 * @param matrix a constant // [d_model, vocabulary], or [vocabulary, d_model]
 * @param vocabularyFirst which of the two
 * @param bias a constant // [vocabulary]
 */
record ExportedUnembedding(
    String input,
    String matrix,
    boolean vocabularyFirst,
    double scale,
    Optional<String> bias,
    double biasScale,
    Optional<Double> cap) {}
