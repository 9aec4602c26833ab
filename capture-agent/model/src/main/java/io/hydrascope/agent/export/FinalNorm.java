package io.hydrascope.agent.export;

import java.util.Optional;

/**
 * The norm in front of the unembedding.
 *
 * @param input the final residual
 * @param gain a constant // [d_model]
 * @param bias a constant // [d_model]
 */
record FinalNorm(
    boolean centred, String input, Optional<String> gain, Optional<String> bias, float epsilon) {}
