package io.hydrascope.schemas;

import java.util.Locale;
import java.util.Optional;

/**
 * Where an activation vector is read.
 *
 * @param layer 0-based; -1 for the residual that the final norm reads
 * @param head query head, 0-based; -1 but for z
 */
public record ActivationSite(Kind kind, int layer, int head) {
  /** What is read there. */
  public enum Kind {
    /** A head's weighted values, before its output projection; d_head wide. */
    Z,
    /** What a layer's attention adds to the residual; d_model wide. */
    ATTN_OUT,
    /** What a layer's MLP adds to the residual; d_model wide. */
    MLP_OUT,
    /** What the final norm reads; d_model wide. */
    RESIDUAL;

    /** The word in the column {@code kind}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ActivationSite {
    if ((kind == Kind.RESIDUAL) != (layer == -1) || (kind == Kind.Z) != (head >= 0)) {
      throw new IllegalArgumentException(
          "layer=%d, head=%d do not fit kind=%s".formatted(layer, head, kind.text()));
    }
  }

  public static ActivationSite z(int layer, int head) {
    return new ActivationSite(Kind.Z, layer, head);
  }

  public static ActivationSite attnOut(int layer) {
    return new ActivationSite(Kind.ATTN_OUT, layer, -1);
  }

  public static ActivationSite mlpOut(int layer) {
    return new ActivationSite(Kind.MLP_OUT, layer, -1);
  }

  public static ActivationSite residual() {
    return new ActivationSite(Kind.RESIDUAL, -1, -1);
  }

  /** Whose value it is; none of the residual. */
  public Optional<Component> component() {
    return switch (kind) {
      case Z -> Optional.of(Component.head(layer, head));
      case ATTN_OUT -> Optional.of(Component.attnOut(layer));
      case MLP_OUT -> Optional.of(Component.mlpOut(layer));
      case RESIDUAL -> Optional.empty();
    };
  }

  /** The component's text form, or {@code residual}. */
  public String text() {
    return component().map(Component::text).orElse(kind.text());
  }

  @Override
  public String toString() {
    return text();
  }
}
