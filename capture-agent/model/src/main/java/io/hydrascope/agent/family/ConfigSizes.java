package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.transformer.Dimensions;
import java.util.Map;

/** Reads a model's sizes, which go by two sets of names. */
public final class ConfigSizes {
  /** Far above any model: what is computed per layer, head or value of a head stays small. */
  private static final int MAX_COUNT = 1 << 16;

  private static final int MAX_PRODUCT = 1 << 24;

  /** Names that the reference takes as well, and GPT-2's own. */
  private static final Map<String, String> GPT2_NAMES =
      Map.of(
          "hidden_size", "n_embd",
          "max_position_embeddings", "n_positions",
          "num_attention_heads", "n_head",
          "num_hidden_layers", "n_layer");

  private ConfigSizes() {}

  /** As GPT-2 names them: as many heads of keys as of queries. */
  static Dimensions ofGpt2(Config config) {
    GPT2_NAMES.forEach((other, own) -> requireSame(config, other, own));
    int heads = count(config, "n_head");
    int width = config.size("n_embd");
    int headWidth = share(config, "n_embd", width, "n_head", heads);
    requireBounded(config, "n_head", heads, headWidth);
    return new Dimensions(
        count(config, "n_layer"),
        heads,
        heads,
        headWidth,
        width,
        config.size("vocab_size"),
        config.size("n_positions"));
  }

  /** Heads that share d_model, as many of keys as of queries. */
  static Dimensions ofEqualHeads(Config config) {
    return ofSharedWidth(config, count(config, "num_attention_heads"));
  }

  /** Heads that share d_model. */
  static Dimensions ofSharedWidth(Config config, int keyValueHeads) {
    int width = config.size("hidden_size");
    int heads = count(config, "num_attention_heads");
    int headWidth = share(config, "hidden_size", width, "num_attention_heads", heads);
    if (config.size("head_dim", headWidth) != headWidth) {
      throw config.bad(
          "head_dim",
          "=%d is not supported; supported: %d, hidden_size / num_attention_heads"
              .formatted(config.size("head_dim"), headWidth));
    }
    return of(config, keyValueHeads, headWidth);
  }

  /** Heads of a width of their own, of keys as many as the config says. */
  static Dimensions ofGroupedHeads(Config config) {
    int heads = count(config, "num_attention_heads");
    int headWidth =
        config.has("head_dim")
            ? config.size("head_dim")
            : share(
                config, "hidden_size", config.size("hidden_size"), "num_attention_heads", heads);
    return of(config, config.size("num_key_value_heads", heads), headWidth);
  }

  private static Dimensions of(Config config, int keyValueHeads, int headWidth) {
    int heads = count(config, "num_attention_heads");
    share(config, "num_attention_heads", heads, "num_key_value_heads", keyValueHeads);
    requireBounded(config, "num_attention_heads", heads, headWidth);
    return new Dimensions(
        count(config, "num_hidden_layers"),
        heads,
        keyValueHeads,
        headWidth,
        config.size("hidden_size"),
        config.size("vocab_size"),
        Rope.samePositions(config, config.size("max_position_embeddings")));
  }

  private static void requireSame(Config config, String other, String own) {
    if (config.has(other) && config.size(other) != config.size(own)) {
      throw config.bad(
          other,
          "=%d beside %s=%d: give it as %s"
              .formatted(config.size(other), own, config.size(own), own));
    }
  }

  private static void requireBounded(Config config, String name, int heads, int headWidth) {
    if (headWidth > MAX_COUNT || (long) heads * headWidth > MAX_PRODUCT) {
      throw config.bad(
          name,
          "=%d of head width=%d: at most %d, together %d"
              .formatted(heads, headWidth, MAX_COUNT, MAX_PRODUCT));
    }
  }

  private static int count(Config config, String name) {
    int count = config.size(name);
    if (count > MAX_COUNT) {
      throw config.bad(name, "=%d: it must be 1 to %d".formatted(count, MAX_COUNT));
    }
    return count;
  }

  private static int share(Config config, String name, int total, String ofName, int parts) {
    if (total % parts != 0) {
      throw config.bad(name, "=%d is no multiple of %s=%d".formatted(total, ofName, parts));
    }
    return total / parts;
  }
}
