package io.hydrascope.agent.transformer;

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

  /** Some of the outputs, whose weights lie side by side. */
  public Linear outputs(int first, int count) {
    if (orientation != Orientation.OUT_IN) {
      throw new IllegalArgumentException(weight.name() + " is not stored output by output");
    }
    return new Linear(
        weight.rows(first, count), orientation, bias.map(all -> all.rows(first, count)));
  }

  Stream<TensorInfo> tensors() {
    return Stream.concat(Stream.of(weight), bias.stream());
  }
}
