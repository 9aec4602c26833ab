package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Which layers see only the last {@code sliding_window} positions. */
record Windows(List<Boolean> sliding, Optional<Integer> window) {
  private static final String TYPES = "layer_types";

  Windows {
    sliding = List.copyOf(sliding);
  }

  /** The same in every layer. */
  static Windows everywhere(Config config, int layers) {
    Optional<Integer> window = window(config);
    Windows windows = of(config, layers, layer -> window.isPresent(), window);
    if (windows.sliding().contains(window.isEmpty())) {
      throw config.bad(TYPES, "of more than one kind is not supported for this model_type");
    }
    return windows;
  }

  /**
   * By the config's {@code layer_types}.
   *
   * @param otherwise which layers slide if it has none
   */
  static Windows byLayer(Config config, int layers, IntPredicate otherwise) {
    return of(config, layers, otherwise, window(config));
  }

  static Windows of(Config config, int layers, IntPredicate otherwise, Optional<Integer> window) {
    List<Boolean> sliding =
        config
            .texts(TYPES, layers)
            .map(types -> types.stream().map(type -> isSliding(config, type)).toList())
            .orElseGet(() -> IntStream.range(0, layers).mapToObj(otherwise::test).toList());
    if (sliding.contains(true) && window.isEmpty()) {
      throw config.bad("sliding_window", "is missing or off, and layer_types ask for one");
    }
    return new Windows(sliding, window);
  }

  static Optional<Integer> window(Config config) {
    return config.has("sliding_window")
        ? Optional.of(config.size("sliding_window"))
        : Optional.empty();
  }

  Optional<Integer> of(int layer) {
    return sliding.get(layer) ? window : Optional.empty();
  }

  boolean isSliding(int layer) {
    return sliding.get(layer);
  }

  private static boolean isSliding(Config config, String type) {
    return switch (type) {
      case "sliding_attention" -> true;
      case "full_attention" -> false;
      default ->
          throw config.bad(
              TYPES,
              "=%s is not supported; supported: full_attention, sliding_attention".formatted(type));
    };
  }
}
