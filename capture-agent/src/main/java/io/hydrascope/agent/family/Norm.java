package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A normalisation over d_model.
 *
 * @param bias only with {@link Kind#LAYER_NORM}
 */
public record Norm(Kind kind, TensorInfo gain, Optional<TensorInfo> bias, float epsilon) {
  /** What the value is divided by, and whether its mean is taken off first. */
  public enum Kind {
    LAYER_NORM,
    RMS_NORM
  }

  Stream<TensorInfo> tensors() {
    return Stream.concat(Stream.of(gain), bias.stream());
  }
}
