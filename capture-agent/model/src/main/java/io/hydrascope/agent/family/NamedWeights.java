package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Linear;
import io.hydrascope.agent.transformer.Linear.Orientation;
import io.hydrascope.agent.transformer.Norm;
import io.hydrascope.agent.transformer.Norm.Kind;
import java.util.Optional;

/** Finds weights below a name such as {@code transformer.h.3.} and makes pieces of them. */
record NamedWeights(Weights weights, String prefix) {

  NamedWeights below(String name) {
    return new NamedWeights(weights, prefix + name);
  }

  TensorInfo tensor(String name, long... shape) {
    return weights.require(prefix + name, shape);
  }

  boolean has(String name) {
    return weights.has(prefix + name);
  }

  Norm layerNorm(String name, int width, double epsilon) {
    TensorInfo gain = tensor(name + ".weight", width);
    TensorInfo bias = tensor(name + ".bias", width);
    return new Norm(Kind.LAYER_NORM, gain, Optional.of(bias), (float) epsilon, 0);
  }

  Norm rmsNorm(String name, int width, double epsilon, float gainOffset) {
    TensorInfo gain = tensor(name + ".weight", width);
    return new Norm(Kind.RMS_NORM, gain, Optional.empty(), (float) epsilon, gainOffset);
  }

  /** GPT-2's Conv1D: stored [in, out], always with a bias. */
  Linear conv1d(String name, int in, int out) {
    TensorInfo weight = tensor(name + ".weight", in, out);
    return new Linear(weight, Orientation.IN_OUT, Optional.of(tensor(name + ".bias", out)));
  }

  Linear linear(String name, int in, int out, boolean hasBias) {
    TensorInfo weight = tensor(name + ".weight", out, in);
    Optional<TensorInfo> bias =
        hasBias ? Optional.of(tensor(name + ".bias", out)) : Optional.empty();
    return new Linear(weight, Orientation.OUT_IN, bias);
  }
}
