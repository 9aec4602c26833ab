package io.hydrascope.schemas;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who reads what an ablated component sent: everyone downstream, or one reader alone.
 *
 * @param layer of an attention or MLP, -1 otherwise
 */
public record EdgeReader(Kind kind, int layer) {
  /**
   * The residual stream itself, what one attention or MLP reads of it, or what the final norm does.
   */
  public enum Kind {
    EVERYONE(""),
    ATTENTION("attn"),
    MLP("mlp"),
    FINAL("final");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private static final Pattern TEXT = Pattern.compile("L(\\d{1,4})\\.(attn|mlp)");

  public EdgeReader {
    if ((kind == Kind.ATTENTION || kind == Kind.MLP) != (layer >= 0)) {
      throw new IllegalArgumentException("layer=" + layer + " does not fit reader=" + kind);
    }
  }

  public static EdgeReader everyone() {
    return new EdgeReader(Kind.EVERYONE, -1);
  }

  public static EdgeReader attention(int layer) {
    return new EdgeReader(Kind.ATTENTION, layer);
  }

  public static EdgeReader mlp(int layer) {
    return new EdgeReader(Kind.MLP, layer);
  }

  public static EdgeReader finalNorm() {
    return new EdgeReader(Kind.FINAL, -1);
  }

  /**
   * Reads {@code L2.attn}, {@code L2.mlp} or {@code final}.
   *
   * @throws IllegalArgumentException naming the text and the accepted forms
   */
  static EdgeReader parse(String text) {
    if (text.equals(Kind.FINAL.text)) {
      return finalNorm();
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("reader=" + text + " is none of L2.attn, L2.mlp, final");
    }
    int layer = Integer.parseInt(matcher.group(1));
    return matcher.group(2).equals(Kind.MLP.text) ? mlp(layer) : attention(layer);
  }

  String text() {
    return layer < 0 ? kind.text : "L" + layer + "." + kind.text;
  }
}
