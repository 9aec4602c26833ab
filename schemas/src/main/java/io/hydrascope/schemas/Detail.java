package io.hydrascope.schemas;

import java.util.List;
import java.util.Locale;

/**
 * How much a capture tells of what each component did. The accounting is the same at each level;
 * who answered an ablation is known as far as the level tells components apart.
 */
public enum Detail {
  /** Every component's contribution in every run. */
  FULL,
  /** What each layer's attention and each MLP did, and what the accounting sums up. */
  LAYERS,
  /** What the accounting sums up alone. */
  SCALARS;

  /** The word used in options. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a row's contributions are of, in their order. */
  public List<Component> parts(ResidualBasis basis) {
    return switch (this) {
      case FULL -> basis.components();
      case LAYERS -> basis.layerParts();
      case SCALARS -> List.of();
    };
  }

  /** How many contributions a row has. */
  public int width(ResidualBasis basis) {
    return switch (this) {
      case FULL -> basis.size();
      case LAYERS -> basis.embeddings() + 2 * basis.layers();
      case SCALARS -> 0;
    };
  }

  /**
   * @throws IllegalArgumentException naming the word and the accepted ones
   */
  public static Detail parse(String text) {
    return Words.find(values(), Detail::text, text);
  }
}
