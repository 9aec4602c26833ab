package io.hydrascope.agent.transformer;

import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code down(activation(up(x)))}, or with a gate {@code down(activation(gate(x)) ⊙ up(x))}.
 *
 * @param width size of the hidden layer
 */
public record Mlp(Optional<Linear> gate, Linear up, Linear down, Activation activation, int width) {

  Stream<TensorInfo> tensors() {
    return Stream.concat(gate.stream(), Stream.of(up, down)).flatMap(Linear::tensors);
  }
}
