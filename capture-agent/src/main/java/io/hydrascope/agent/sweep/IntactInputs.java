package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.graph.TrunkNames;

/** A prompt's intact values as inputs of a pass with ablated rows. */
final class IntactInputs {
  private final Transformer model;
  private final Dimensions size;
  private final IntactRun run;
  private final boolean onePosition;

  /**
   * @param onePosition whether the rows have one position each: they also read keys and values
   */
  IntactInputs(Transformer model, IntactRun run, boolean onePosition) {
    this.model = model;
    this.run = run;
    this.onePosition = onePosition;
    size = model.dimensions();
  }

  void put(Tensors inputs) {
    for (int layer = 0; layer < size.layers(); layer++) {
      int places = run.places(layer);
      inputs.put(TrunkNames.intactZ(layer), run.z(layer), size.heads(), places, size.headWidth());
      put(inputs, TrunkNames.intactAttention(layer), run.attention(layer), places);
      put(inputs, TrunkNames.intactMlp(layer), run.mlp(layer), places);
      if (model.blocks().get(layer).attentionNorms().after().isPresent()) {
        put(inputs, TrunkNames.intactProjection(layer), run.projection(layer), places);
      }
      if (onePosition) {
        putCache(inputs, TrunkNames.intactKeys(layer));
        putCache(inputs, TrunkNames.intactValues(layer));
      }
    }
  }

  private void put(Tensors inputs, String name, float[] values, int places) {
    inputs.put(name, values, places, size.width());
  }

  private void putCache(Tensors inputs, String name) {
    inputs.put(
        name, run.outputs().floats(name), size.keyValueHeads(), run.length(), size.headWidth());
  }
}
