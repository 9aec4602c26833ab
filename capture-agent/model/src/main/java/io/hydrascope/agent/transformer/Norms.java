package io.hydrascope.agent.transformer;

import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The norms around an attention or an MLP.
 *
 * @param before of what it reads
 * @param after of what it adds to the residual stream (Gemma, OLMo 2)
 */
public record Norms(Optional<Norm> before, Optional<Norm> after) {
  public static Norms before(Norm norm) {
    return new Norms(Optional.of(norm), Optional.empty());
  }

  Stream<TensorInfo> tensors() {
    return Stream.concat(before.stream(), after.stream()).flatMap(Norm::tensors);
  }
}
