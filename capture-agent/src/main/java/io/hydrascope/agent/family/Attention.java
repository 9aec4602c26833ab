package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Causal self-attention.
 *
 * @param inputs one projection that gives query, key and value side by side, or one for each
 * @param scoreScale factor on query·key
 * @param rotaryFrequencies radians a position of each rotated pair, where positions are rotary
 */
public record Attention(
    List<Linear> inputs, Linear output, float scoreScale, Optional<float[]> rotaryFrequencies) {
  public Attention {
    inputs = List.copyOf(inputs);
  }

  Stream<TensorInfo> tensors() {
    return Stream.concat(inputs.stream(), Stream.of(output)).flatMap(Linear::tensors);
  }
}
