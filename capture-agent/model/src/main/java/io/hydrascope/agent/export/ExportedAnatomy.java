package io.hydrascope.agent.export;

import java.util.List;

/**
 * What was found in an export. Units that can be replaced are numbered: in each layer its heads,
 * then its attention output, then its MLP output.
 *
 * @param headWidth d_head
 * @param width d_model
 * @param mlpWidth most numbers that one matrix of an MLP makes of a position
 * @param rmsNorm whether the final norm is an RMSNorm, else a LayerNorm
 * @param attentionBias whether any output projection has a bias
 * @param parallel per layer, whether attention and MLP read the same residual: then neither
 *     responds to the other
 */
public record ExportedAnatomy(
    int layers,
    int heads,
    int headWidth,
    int width,
    int mlpWidth,
    int vocabulary,
    boolean rmsNorm,
    float epsilon,
    boolean hasPositionEmbed,
    boolean attentionBias,
    List<Boolean> parallel) {
  public ExportedAnatomy {
    parallel = List.copyOf(parallel);
  }

  public int units() {
    return layers * (heads + 2);
  }

  public int head(int layer, int head) {
    return layer * (heads + 2) + head;
  }

  public int attention(int layer) {
    return head(layer, heads);
  }

  public int mlp(int layer) {
    return head(layer, heads + 1);
  }

  public boolean isHead(int unit) {
    return unit % (heads + 2) < heads;
  }

  /** How many numbers replace one position of the unit. */
  public int widthOf(int unit) {
    return isHead(unit) ? headWidth : width;
  }
}
