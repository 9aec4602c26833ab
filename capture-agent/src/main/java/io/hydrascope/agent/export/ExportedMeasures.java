package io.hydrascope.agent.export;

/**
 * What a reader of the model sees. Each array is // [row, readout]
 *
 * @param logit the target's, less the mean over the vocabulary, before a cap
 * @param logprob the target's, in nats, as the model puts it out
 * @param kl from row 0, in nats
 * @param scale what the final norm divides by
 * @param argmax token with the largest logit
 */
public record ExportedMeasures(
    float[] logit, float[] logprob, float[] kl, float[] scale, long[] argmax) {}
