package io.hydrascope.agent.export;

/**
 * With the final residual r and its norm's scale s what is read is {@code w·r/s + κ}: a target's
 * logit less a reference, which is {@code reference · normed + referenceBias}.
 *
 * @param w // [readout, d_model]
 * @param kappa // [readout]
 * @param reference // [readout, d_model]
 * @param referenceBias // [readout]
 */
public record ExportedDirections(
    float[] w, float[] kappa, float[] reference, float[] referenceBias) {}
