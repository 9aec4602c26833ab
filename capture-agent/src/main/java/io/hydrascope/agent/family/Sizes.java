package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;

/** Reads a model's sizes, which go by two sets of names. */
final class Sizes {
  private static final int MAX_PRODUCT = 1 << 24;

  private Sizes() {}

  /** As GPT-2 names them: as many heads of keys as of queries. */
  static Dimensions ofGpt2(Config config) {
    int heads = config.size("n_head");
    int width = config.size("n_embd");
    return new Dimensions(
        config.size("n_layer"),
        heads,
        heads,
        share(config, "n_embd", width, "n_head", heads),
        width,
        config.size("vocab_size"),
        config.size("n_positions"));
  }

  /** Heads that share d_model, as many of keys as of queries. */
  static Dimensions ofEqualHeads(Config config) {
    return ofSharedWidth(config, config.size("num_attention_heads"));
  }

  /** Heads that share d_model. */
  static Dimensions ofSharedWidth(Config config, int keyValueHeads) {
    int width = config.size("hidden_size");
    int heads = config.size("num_attention_heads");
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
    int heads = config.size("num_attention_heads");
    int headWidth =
        config.has("head_dim")
            ? config.size("head_dim")
            : share(
                config, "hidden_size", config.size("hidden_size"), "num_attention_heads", heads);
    return of(config, config.size("num_key_value_heads", heads), headWidth);
  }

  private static Dimensions of(Config config, int keyValueHeads, int headWidth) {
    int heads = config.size("num_attention_heads");
    share(config, "num_attention_heads", heads, "num_key_value_heads", keyValueHeads);
    if ((long) heads * headWidth > MAX_PRODUCT) {
      throw config.bad(
          "num_attention_heads",
          "=%d of head_dim=%d: together at most %d".formatted(heads, headWidth, MAX_PRODUCT));
    }
    return new Dimensions(
        config.size("num_hidden_layers"),
        heads,
        keyValueHeads,
        headWidth,
        config.size("hidden_size"),
        config.size("vocab_size"),
        config.size("max_position_embeddings"));
  }

  private static int share(Config config, String name, int total, String ofName, int parts) {
    if (total % parts != 0) {
      throw config.bad(name, "=%d is no multiple of %s=%d".formatted(total, ofName, parts));
    }
    return total / parts;
  }
}
