package io.hydrascope.agent.family;

import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.ArrayList;
import java.util.List;

/** Finds one layer's pieces. */
interface BlockReader {
  TransformerBlock read(int layer, NamedWeights weights);

  /**
   * @param prefix before a layer's number
   */
  static List<TransformerBlock> readAll(
      int layers, NamedWeights weights, String prefix, BlockReader reader) {
    List<TransformerBlock> blocks = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      blocks.add(reader.read(layer, weights.below(prefix + layer + ".")));
    }
    return blocks;
  }
}
