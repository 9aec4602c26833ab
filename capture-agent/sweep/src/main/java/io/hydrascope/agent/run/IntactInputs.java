package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.transformer.Transformer;

/** A prompt's intact values as inputs of a pass with ablated rows. */
final class IntactInputs {
  private final Transformer model;
  private final IntactRun run;
  private final boolean onePosition;

  /**
   * @param onePosition whether the rows have one position each: they also read keys and values
   */
  IntactInputs(Transformer model, IntactRun run, boolean onePosition) {
    this.model = model;
    this.run = run;
    this.onePosition = onePosition;
  }

  void put(Tensors inputs) {
    for (int layer = 0; layer < model.dimensions().layers(); layer++) {
      inputs.put(TrunkNames.intactZ(layer), run.outputs(), run.zName(layer));
      inputs.put(TrunkNames.intactAttention(layer), run.outputs(), run.attentionName(layer));
      inputs.put(TrunkNames.intactMlp(layer), run.outputs(), run.mlpName(layer));
      if (model.blocks().get(layer).attentionNorms().after().isPresent()) {
        inputs.put(TrunkNames.intactProjection(layer), run.outputs(), run.projectionName(layer));
      }
      if (onePosition) {
        putSame(inputs, TrunkNames.intactKeys(layer));
        putSame(inputs, TrunkNames.intactValues(layer));
      }
    }
  }

  private void putSame(Tensors inputs, String name) {
    inputs.put(name, run.outputs(), name);
  }
}
