package io.hydrascope.schemas;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a decoder-only transformer that adds to its residual stream, or a sum of such parts.
 *
 * <p>Layers and heads are 0-based; heads are query heads. {@code layer} is -1 for the embeddings
 * and {@code index} is -1 for everything but a head. The text form is for people and for stored
 * rows; code asks the fields.
 */
public record Component(Kind kind, int layer, int index) {
  /** What a component is. {@code ATTN_OUT} is the sum of a layer's heads and its attention bias. */
  public enum Kind {
    EMBED("embed", "hook_embed"),
    POS_EMBED("pos_embed", "hook_pos_embed"),
    HEAD("head", "attn.hook_z"),
    ATTN_BIAS("attn_bias", "attn.b_O"),
    ATTN_OUT("attn_out", "hook_attn_out"),
    MLP_OUT("mlp_out", "hook_mlp_out");

    private final String text;
    private final String hook;

    Kind(String text, String hook) {
      this.text = text;
      this.hook = hook;
    }

    /** The word used in options and in the column {@code kind}. */
    public String text() {
      return text;
    }

    boolean isEmbedding() {
      return this == EMBED || this == POS_EMBED;
    }
  }

  private static final Pattern TEXT =
      Pattern.compile("L(\\d{1,4})(?:H(\\d{1,4})|\\.(attn_bias|attn_out|mlp_out))");

  public Component {
    if (kind.isEmbedding() != (layer == -1)) {
      throw new IllegalArgumentException("layer=" + layer + " does not fit kind=" + kind.text());
    }
    if ((kind == Kind.HEAD) != (index >= 0)) {
      throw new IllegalArgumentException("index=" + index + " does not fit kind=" + kind.text());
    }
  }

  public static Component embed() {
    return new Component(Kind.EMBED, -1, -1);
  }

  public static Component posEmbed() {
    return new Component(Kind.POS_EMBED, -1, -1);
  }

  public static Component head(int layer, int head) {
    return new Component(Kind.HEAD, layer, head);
  }

  public static Component attnBias(int layer) {
    return new Component(Kind.ATTN_BIAS, layer, -1);
  }

  public static Component attnOut(int layer) {
    return new Component(Kind.ATTN_OUT, layer, -1);
  }

  public static Component mlpOut(int layer) {
    return new Component(Kind.MLP_OUT, layer, -1);
  }

  /**
   * Reads what a person typed, for example {@code L3H2} or {@code L4.mlp_out}.
   *
   * @throws IllegalArgumentException naming the text and the accepted forms
   */
  public static Component parse(String text) {
    if (text.equals(Kind.EMBED.text())) {
      return embed();
    }
    if (text.equals(Kind.POS_EMBED.text())) {
      return posEmbed();
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "component=" + text + " is none of L3H2, L3.attn_out, L3.mlp_out, L3.attn_bias, embed");
    }
    int layer = Integer.parseInt(matcher.group(1));
    String head = matcher.group(2);
    if (head != null) {
      return head(layer, Integer.parseInt(head));
    }
    return switch (matcher.group(3)) {
      case "attn_bias" -> attnBias(layer);
      case "attn_out" -> attnOut(layer);
      default -> mlpOut(layer);
    };
  }

  /** {@code L3H2}, {@code L4.mlp_out}, {@code embed}. */
  public String text() {
    return switch (kind) {
      case EMBED, POS_EMBED -> kind.text();
      case HEAD -> "L" + layer + "H" + index;
      case ATTN_BIAS, ATTN_OUT, MLP_OUT -> "L" + layer + "." + kind.text();
    };
  }

  /** TransformerLens' name of the activation, for example {@code blocks.3.attn.hook_z}. */
  public String hookName() {
    return kind.isEmbedding() ? kind.hook : "blocks." + layer + "." + kind.hook;
  }

  @Override
  public String toString() {
    return text();
  }
}
