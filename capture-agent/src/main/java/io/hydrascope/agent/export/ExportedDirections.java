package io.hydrascope.agent.export;

/**
 * With the final residual r and its norm's scale s a target's centred logit is {@code w·r/s + κ}.
 *
 * @param w // [readout, d_model]
 * @param kappa // [readout]
 */
public record ExportedDirections(float[] w, float[] kappa) {}
