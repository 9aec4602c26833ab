package io.hydrascope.agent.transformer;

import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A normalisation over the last axis: {@code (offset + gain) ⊙ x/s}, plus the bias if there is one.
 *
 * @param bias only with {@link Kind#LAYER_NORM}
 * @param gainOffset what is added to the stored gain: 1 in Gemma, 0 elsewhere
 */
public record Norm(
    Kind kind, TensorInfo gain, Optional<TensorInfo> bias, float epsilon, float gainOffset) {
  /** What the value is divided by, and whether its mean is taken off first. */
  public enum Kind {
    LAYER_NORM,
    RMS_NORM
  }

  Stream<TensorInfo> tensors() {
    return Stream.concat(Stream.of(gain), bias.stream());
  }
}
