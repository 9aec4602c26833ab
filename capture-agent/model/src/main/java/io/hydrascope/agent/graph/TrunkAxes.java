package io.hydrascope.agent.graph;

import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.onnx.AxisRange;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Transformer;
import java.util.HashMap;
import java.util.Map;

/** How long the axes of a {@link TrunkGraph} of single components can be, none of them empty. */
public final class TrunkAxes {
  private static final int USUAL_POSITIONS = 128;

  private TrunkAxes() {}

  /**
   * @param positions most of a prompt
   */
  public static Map<String, AxisRange> of(Transformer model, int positions) {
    Dimensions size = model.dimensions();
    AxisRange places = AxisRange.upTo(USUAL_POSITIONS, positions);
    Map<String, AxisRange> axes = new HashMap<>();
    for (String name : new String[] {"position", "readout", "position_or_1", "readout_or_1"}) {
      axes.put(name, places);
    }
    axes.put(TrunkInputs.INTACT_ROW, AxisRange.always(1));
    axes.put("d_model", AxisRange.always(size.width()));
    axes.put("d_head", AxisRange.always(size.headWidth()));
    axes.put("head", AxisRange.always(size.heads()));
    for (int layer = 0; layer < size.layers(); layer++) {
      for (Join join : Join.values()) {
        int most = mostRows(model, join);
        axes.put(Forks.count(join, layer), AxisRange.upTo(most, most));
        axes.put(Forks.places(join, layer), AxisRange.upTo(1, positions));
      }
    }
    return axes;
  }

  /** Rows that join at one place at most: one for each component there. */
  public static int mostRows(Transformer model, Join join) {
    return join == Join.HEAD ? model.dimensions().heads() : 1;
  }

  /** Rows of a pass at most, with the intact run. */
  public static int mostRows(Transformer model) {
    Dimensions size = model.dimensions();
    int layer =
        mostRows(model, Join.HEAD) + mostRows(model, Join.ATTENTION) + mostRows(model, Join.MLP);
    return 1 + size.layers() * layer;
  }
}
