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
  private final boolean atReadouts;

  /**
   * @param atReadouts whether the rows have one position each
   */
  IntactInputs(Transformer model, IntactRun run, boolean atReadouts) {
    this.model = model;
    this.run = run;
    this.atReadouts = atReadouts;
    size = model.dimensions();
  }

  void put(Tensors inputs) {
    for (int layer = 0; layer < size.layers(); layer++) {
      inputs.put(
          TrunkNames.intactZ(layer), z(layer), size.heads(), places(layer), size.headWidth());
      put(inputs, TrunkNames.intactAttention(layer), layer);
      put(inputs, TrunkNames.intactMlp(layer), layer);
      if (model.blocks().get(layer).attentionNorms().after().isPresent()) {
        put(inputs, TrunkNames.intactProjection(layer), layer);
      }
      if (atReadouts) {
        putCache(inputs, TrunkNames.intactKeys(layer));
        putCache(inputs, TrunkNames.intactValues(layer));
      }
    }
  }

  private int places(int layer) {
    return atReadouts ? run.readouts().length : run.places(layer);
  }

  private float[] z(int layer) {
    float[] z = run.outputs().floats(TrunkNames.intactZ(layer));
    if (!atReadouts) {
      return z;
    }
    float[] picked = new float[size.heads() * run.readouts().length * size.headWidth()];
    for (int head = 0; head < size.heads(); head++) {
      pick(
          z,
          head * run.places(layer),
          picked,
          head * run.readouts().length,
          layer,
          size.headWidth());
    }
    return picked;
  }

  private void put(Tensors inputs, String name, int layer) {
    float[] values = run.outputs().floats(name);
    if (atReadouts) {
      float[] picked = new float[run.readouts().length * size.width()];
      pick(values, 0, picked, 0, layer, size.width());
      values = picked;
    }
    inputs.put(name, values, places(layer), size.width());
  }

  /** Copies the readouts out of a layer's places; starts count in vectors of that width. */
  private void pick(float[] from, int fromStart, float[] to, int toStart, int layer, int width) {
    for (int readout = 0; readout < run.readouts().length; readout++) {
      int place = run.placeOfReadout(layer, readout);
      System.arraycopy(from, (fromStart + place) * width, to, (toStart + readout) * width, width);
    }
  }

  private void putCache(Tensors inputs, String name) {
    inputs.put(
        name, run.outputs().floats(name), size.keyValueHeads(), run.length(), size.headWidth());
  }
}
