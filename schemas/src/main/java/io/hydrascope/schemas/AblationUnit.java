package io.hydrascope.schemas;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What one ablation replaces: components together, for everyone who reads them or for one reader.
 *
 * @param components replaced, in the order in which the model computes them
 * @param reader who reads the replaced value; for anyone but everyone there is one component
 */
public record AblationUnit(List<Component> components, EdgeReader reader) {
  /** The kinds of units, with the words used in options and in the column {@code kind}. */
  public enum Kind {
    EMBED("embed"),
    POS_EMBED("pos_embed"),
    HEAD("head"),
    ATTN_BIAS("attn_bias"),
    ATTN_OUT("attn_out"),
    MLP_OUT("mlp_out"),
    LAYER("layer"),
    SET("set"),
    EDGE("edge");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** By layer; within one heads, attention, MLP. */
  public static final Comparator<Component> COMPUTING =
      Comparator.comparingInt(Component::layer)
          .thenComparing(Component::kind)
          .thenComparingInt(Component::index);

  private static final Pattern LAYER = Pattern.compile("L(\\d{1,4})");
  private static final String EDGE_ARROW = "->";

  /**
   * @throws IllegalArgumentException if a component is named twice or is part of another, or
   *     several components go to one reader
   */
  public AblationUnit {
    components = components.stream().sorted(COMPUTING).toList();
    if (components.isEmpty() || new HashSet<>(components).size() < components.size()) {
      throw new IllegalArgumentException(
          "components=" + components + " are none or name one twice");
    }
    for (Component part : components) {
      boolean ofAttention =
          part.kind() == Component.Kind.HEAD || part.kind() == Component.Kind.ATTN_BIAS;
      if (ofAttention && components.contains(Component.attnOut(part.layer()))) {
        throw new IllegalArgumentException(
            "components=%s: %s is part of L%d.attn_out".formatted(components, part, part.layer()));
      }
    }
    if (reader.kind() != EdgeReader.Kind.EVERYONE && components.size() > 1) {
      throw new IllegalArgumentException("components=" + components + ": an edge has one sender");
    }
  }

  public static AblationUnit of(Component component) {
    return new AblationUnit(List.of(component), EdgeReader.everyone());
  }

  public static AblationUnit head(int layer, int head) {
    return of(Component.head(layer, head));
  }

  public static AblationUnit attnOut(int layer) {
    return of(Component.attnOut(layer));
  }

  public static AblationUnit mlpOut(int layer) {
    return of(Component.mlpOut(layer));
  }

  /** All that a layer adds. */
  public static AblationUnit layer(int layer) {
    return new AblationUnit(
        List.of(Component.attnOut(layer), Component.mlpOut(layer)), EdgeReader.everyone());
  }

  public static AblationUnit edge(Component sender, EdgeReader reader) {
    return new AblationUnit(List.of(sender), reader);
  }

  /**
   * Reads {@code L3H2}, {@code L4.mlp_out}, a whole layer {@code L3}, a set {@code
   * L3H2+L4.mlp_out}, or an edge {@code L0H1->L2.mlp}.
   *
   * @throws IllegalArgumentException naming the text and the accepted forms
   */
  public static AblationUnit parse(String text) {
    int arrow = text.indexOf(EDGE_ARROW);
    if (arrow >= 0) {
      return edge(
          Component.parse(text.substring(0, arrow)),
          EdgeReader.parse(text.substring(arrow + EDGE_ARROW.length())));
    }
    List<Component> components =
        Arrays.stream(text.split("\\+", -1)).flatMap(part -> members(part).stream()).toList();
    return new AblationUnit(components, EdgeReader.everyone());
  }

  private static List<Component> members(String text) {
    Matcher layer = LAYER.matcher(text);
    return layer.matches()
        ? layer(Integer.parseInt(layer.group(1))).components()
        : List.of(Component.parse(text));
  }

  public Kind kind() {
    if (isEdge()) {
      return Kind.EDGE;
    }
    if (components.size() > 1) {
      return isLayer() ? Kind.LAYER : Kind.SET;
    }
    return switch (first().kind()) {
      case EMBED -> Kind.EMBED;
      case POS_EMBED -> Kind.POS_EMBED;
      case HEAD -> Kind.HEAD;
      case ATTN_BIAS -> Kind.ATTN_BIAS;
      case ATTN_OUT -> Kind.ATTN_OUT;
      case MLP_OUT -> Kind.MLP_OUT;
    };
  }

  public boolean isEdge() {
    return reader.kind() != EdgeReader.Kind.EVERYONE;
  }

  /** The one component, or the first that the model computes. */
  public Component first() {
    return components.get(0);
  }

  /**
   * The layer of a component, of a whole layer or of an edge's sender; -1 for embeddings and sets.
   */
  public int layer() {
    return kind() == Kind.SET ? -1 : first().layer();
  }

  /** Index of the one head, or of an edge's sending head; -1 otherwise. */
  public int head() {
    return components.size() > 1 ? -1 : first().index();
  }

  public String text() {
    if (isEdge()) {
      return first().text() + EDGE_ARROW + reader.text();
    }
    return isLayer()
        ? "L" + first().layer()
        : components.stream().map(Component::text).collect(Collectors.joining("+"));
  }

  /** TransformerLens' names of the activations, joined by +. */
  public String hookName() {
    return components.stream().map(Component::hookName).collect(Collectors.joining("+"));
  }

  private boolean isLayer() {
    return components.size() == 2
        && components.contains(Component.attnOut(Math.max(0, first().layer())))
        && components.contains(Component.mlpOut(Math.max(0, first().layer())));
  }

  @Override
  public String toString() {
    return text();
  }
}
