package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.Optional;
import java.util.stream.Stream;

/** A matrix that maps rows, with an optional bias. */
public record Linear(TensorInfo weight, Orientation orientation, Optional<TensorInfo> bias) {
  /** How the weight is stored. */
  public enum Orientation {
    /** // [in, out], as GPT-2's Conv1D */
    IN_OUT,
    /** // [out, in], as torch.nn.Linear */
    OUT_IN
  }

  Stream<TensorInfo> tensors() {
    return Stream.concat(Stream.of(weight), bias.stream());
  }
}
