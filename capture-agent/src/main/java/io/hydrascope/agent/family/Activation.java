package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;

/** The nonlinearity of an MLP. */
public enum Activation {
  GELU,
  GELU_TANH,
  RELU,
  SILU;

  /** Reads a config's entry under the names that Hugging Face gives. */
  static Activation of(Config config, String entry, Activation otherwise) {
    return config.text(entry).map(name -> find(config, entry, name)).orElse(otherwise);
  }

  private static Activation find(Config config, String entry, String name) {
    return switch (name) {
      case "gelu" -> GELU;
      case "gelu_new", "gelu_pytorch_tanh" -> GELU_TANH;
      case "relu" -> RELU;
      case "silu", "swish" -> SILU;
      default ->
          throw config.bad(
              entry,
              "="
                  + name
                  + " is not supported; supported: gelu, gelu_new, gelu_pytorch_tanh, relu,"
                  + " silu, swish");
    };
  }
}
