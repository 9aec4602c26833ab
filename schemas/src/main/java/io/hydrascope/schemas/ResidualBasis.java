package io.hydrascope.schemas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The components whose sum is the final residual, in the one order that every array uses.
 *
 * <pre>
 * embed · [pos_embed] · for each layer: head 0 … head H-1 · attn_bias · mlp_out
 * </pre>
 *
 * {@code attn_bias} is what attention adds beyond its heads: the output projection's bias, and in a
 * row whose attn_out is ablated whatever makes the layer's parts sum to the replaced value.
 */
public record ResidualBasis(int layers, int heads, boolean hasPosEmbed) {
  private static final int MAX = 9_999;

  public ResidualBasis {
    if (layers < 1 || heads < 1 || layers > MAX || heads > MAX) {
      throw new IllegalArgumentException(
          "layers=" + layers + ", heads=" + heads + ": each must be 1 to " + MAX);
    }
    Limit.COMPONENTS.require(
        components(layers, heads, hasPosEmbed),
        "components of %d layers with %d heads".formatted(layers, heads));
  }

  public int size() {
    return components(layers, heads, hasPosEmbed);
  }

  private static int components(int layers, int heads, boolean hasPosEmbed) {
    return (hasPosEmbed ? 2 : 1) + layers * (heads + 2);
  }

  /** How many entries come before layer 0. */
  public int embeddings() {
    return hasPosEmbed ? 2 : 1;
  }

  /** Index of the layer's first entry, its head 0. */
  public int layerStart(int layer) {
    return embeddings() + layer * (heads + 2);
  }

  public List<Component> components() {
    List<Component> all = new ArrayList<>(size());
    all.add(Component.embed());
    if (hasPosEmbed) {
      all.add(Component.posEmbed());
    }
    for (int layer = 0; layer < layers; layer++) {
      for (int head = 0; head < heads; head++) {
        all.add(Component.head(layer, head));
      }
      all.add(Component.attnBias(layer));
      all.add(Component.mlpOut(layer));
    }
    return all;
  }

  /** The components that a layer's sums are of: embeddings, then attn_out and mlp_out of each. */
  public List<Component> layerParts() {
    List<Component> parts = new ArrayList<>(components().subList(0, embeddings()));
    for (int layer = 0; layer < layers; layer++) {
      parts.add(Component.attnOut(layer));
      parts.add(Component.mlpOut(layer));
    }
    return parts;
  }

  /** Index of the {@link #layerParts()} that an entry belongs to. */
  public int layerPart(int entry) {
    if (entry < embeddings()) {
      return entry;
    }
    int layer = (entry - embeddings()) / (heads + 2);
    boolean isMlp = entry == layerStart(layer) + heads + 1;
    return embeddings() + 2 * layer + (isMlp ? 1 : 0);
  }

  /**
   * What can be ablated of these kinds, layer by layer.
   *
   * @param kinds of {@code HEAD}, {@code ATTN_OUT}, {@code MLP_OUT} and {@code LAYER}; their order
   *     in each layer
   */
  public List<AblationUnit> units(List<AblationUnit.Kind> kinds) {
    List<AblationUnit> units = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (AblationUnit.Kind kind : kinds) {
        switch (kind) {
          case HEAD -> {
            for (int head = 0; head < heads; head++) {
              units.add(AblationUnit.head(layer, head));
            }
          }
          case ATTN_OUT -> units.add(AblationUnit.attnOut(layer));
          case MLP_OUT -> units.add(AblationUnit.mlpOut(layer));
          case LAYER -> units.add(AblationUnit.layer(layer));
          default -> throw new IllegalArgumentException("kind=" + kind.text() + " has no list");
        }
      }
    }
    return units;
  }

  /** Which entries the unit's components are made of. // [component of basis] */
  public boolean[] partsOf(AblationUnit unit) {
    boolean[] parts = new boolean[size()];
    for (Component component : unit.components()) {
      Arrays.fill(parts, ownStart(component), ownEnd(component), true);
    }
    return parts;
  }

  /** First index of what is replaced when {@code component} is ablated. */
  public int ownStart(Component component) {
    requireKnown(component);
    return switch (component.kind()) {
      case EMBED -> 0;
      case POS_EMBED -> 1;
      case HEAD -> layerStart(component.layer()) + component.index();
      case ATTN_OUT -> layerStart(component.layer());
      case ATTN_BIAS -> layerStart(component.layer()) + heads;
      case MLP_OUT -> layerStart(component.layer()) + heads + 1;
    };
  }

  /**
   * Index after the last of what is replaced: a head or MLP owns itself, attn_out owns heads and
   * bias.
   */
  public int ownEnd(Component component) {
    return ownStart(component) + (component.kind() == Component.Kind.ATTN_OUT ? heads + 1 : 1);
  }

  /**
   * @throws IllegalArgumentException if this model has no such component
   */
  public void requireKnown(Component component) {
    boolean known =
        switch (component.kind()) {
          case EMBED -> true;
          case POS_EMBED -> hasPosEmbed;
          default -> component.layer() < layers && component.index() < heads;
        };
    if (!known) {
      throw new IllegalArgumentException(
          "component=%s is not in a model of %d layers with %d heads"
              .formatted(component, layers, heads));
    }
  }

  /**
   * @throws IllegalArgumentException if this model has no such components or reader, or the reader
   *     is not downstream of the sender
   */
  public void requireKnown(AblationUnit unit) {
    unit.components().forEach(this::requireKnown);
    Component sender = unit.first();
    boolean heard =
        switch (unit.reader().kind()) {
          case EVERYONE, FINAL -> true;
          case ATTENTION ->
              unit.reader().layer() < layers && sender.layer() < unit.reader().layer();
          case MLP ->
              unit.reader().layer() < layers
                  && AblationUnit.COMPUTING.compare(sender, Component.mlpOut(unit.reader().layer()))
                      < 0;
        };
    if (!heard) {
      throw new IllegalArgumentException(
          "edge=%s: the reader must lie downstream of the sender, in a model of %d layers"
              .formatted(unit, layers));
    }
  }
}
