package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.graph.TrunkNames.Part;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.Component;
import java.util.ArrayList;
import java.util.List;

/** What is set in rows after they have joined, as inputs of a pass. */
final class Edits {
  private final Dimensions size;
  private final Tensors inputs;

  Edits(Transformer model, Tensors inputs) {
    size = model.dimensions();
    this.inputs = inputs;
  }

  /** One part of one row. */
  private record Edit(int row, BatchRow of, Component component) {}

  void put(Batch batch, BatchInputs values) {
    for (int layer = 0; layer < size.layers(); layer++) {
      for (Part part : Part.values()) {
        put(part, layer, edits(batch, part, layer), values);
      }
    }
  }

  private void put(Part part, int layer, List<Edit> edits, BatchInputs values) {
    int[] positions = values.positions(Join.HEAD, layer);
    List<float[]> all = new ArrayList<>();
    int length = 0;
    for (Edit edit : edits) {
      float[] set = values.setValues(edit.of(), edit.component(), positions);
      all.add(set);
      length += set.length;
    }
    float[] flat = new float[length];
    int to = 0;
    for (float[] set : all) {
      System.arraycopy(set, 0, flat, to, set.length);
      to += set.length;
    }
    put(part, layer, edits, flat, values.placesAfterAttention(layer));
  }

  private void put(Part part, int layer, List<Edit> edits, float[] values, int places) {
    int indices = part == Part.HEAD ? 2 : 1;
    long[] at = new long[edits.size() * indices];
    for (int edit = 0; edit < edits.size(); edit++) {
      at[edit * indices] = edits.get(edit).row();
      if (part == Part.HEAD) {
        at[edit * indices + 1] = edits.get(edit).component().index();
      }
    }
    inputs.put(TrunkNames.setAt(part, layer), at, edits.size(), indices);
    inputs.put(TrunkNames.setValues(part, layer), values, edits.size(), places, width(part));
  }

  private int width(Part part) {
    return part == Part.HEAD ? size.headWidth() : size.width();
  }

  private static List<Edit> edits(Batch batch, Part part, int layer) {
    List<Edit> edits = new ArrayList<>();
    for (int row = 0; row < batch.rows().size(); row++) {
      BatchRow of = batch.rows().get(row);
      if (!of.isSetLater()) {
        continue;
      }
      for (Component component : of.unit().components()) {
        if (component.layer() == layer && part(component) == part) {
          edits.add(new Edit(batch.indexInTrunk(row), of, component));
        }
      }
    }
    return edits;
  }

  private static Part part(Component component) {
    return switch (component.kind()) {
      case HEAD -> Part.HEAD;
      case ATTN_OUT -> Part.ATTENTION;
      case MLP_OUT -> Part.MLP;
      default -> throw new IllegalArgumentException("component=" + component + " cannot be set");
    };
  }
}
