package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.ResidualBasis;

/**
 * What a loaded model is.
 *
 * @param width d_model
 * @param contextLength most positions of a prompt, or {@link #UNKNOWN}: then running it tells
 * @param contentSha256 of config and weights, or of an export's files, 64 hexadecimal digits
 * @param parameters number of weights, a tied one once; all numbers that an export holds
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
    long parameters) {
  /** No limit is stated. */
  public static final int UNKNOWN = Integer.MAX_VALUE;
}
