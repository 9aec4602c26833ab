package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.ResidualBasis;

/**
 * What a loaded model is.
 *
 * @param width d_model
 * @param contextLength most positions of a prompt
 * @param contentSha256 of config and weights, 64 hexadecimal digits
 * @param parameters number of weights, a tied one once
 */
public record ModelInfo(
    String modelType,
    int layers,
    int heads,
    int width,
    int vocabulary,
    int contextLength,
    String contentSha256,
    ResidualBasis basis,
    long parameters) {}
