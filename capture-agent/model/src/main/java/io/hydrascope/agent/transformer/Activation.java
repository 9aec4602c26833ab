package io.hydrascope.agent.transformer;

import io.hydrascope.agent.checkpoint.Config;

/** The nonlinearity of an MLP. */
public enum Activation {
  GELU,
  GELU_TANH,
  RELU,
  SILU;

  /** Reads a config's entry under the names that Hugging Face gives. */
  public static Activation of(Config config, String entry) {
    String name =
        config.text(entry).orElseThrow(() -> config.bad(entry, "is missing: it names a function"));
    return switch (name) {
      case "gelu", "gelu_python" -> GELU;
      case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" -> GELU_TANH;
      case "relu" -> RELU;
      case "silu", "swish" -> SILU;
      default ->
          throw config.bad(
              entry,
              "="
                  + name
                  + " is not supported; supported: gelu, gelu_fast, gelu_new, gelu_python,"
                  + " gelu_pytorch_tanh, relu, silu, swish");
    };
  }
}
