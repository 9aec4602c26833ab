package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.run.Batch.JoinSite;
import io.hydrascope.agent.sweep.Replacements;
import io.hydrascope.agent.sweep.Vectors;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.Component;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What ablated rows put in place, as inputs of a pass. */
final class BatchInputs {
  private final Transformer model;
  private final Dimensions size;
  private final IntactRun intact;
  private final Batch batch;
  private final Replacements replacements;
  private final SenderDeltas senders;
  private final boolean onePosition;
  private final Map<JoinSite, List<BatchRow>> bySite;

  /**
   * @param onePosition whether rows have one position each
   */
  BatchInputs(
      Transformer model,
      IntactRun intact,
      Batch batch,
      Replacements replacements,
      SenderDeltas senders,
      boolean onePosition) {
    this.model = model;
    this.intact = intact;
    this.batch = batch;
    this.replacements = replacements;
    this.senders = senders;
    this.onePosition = onePosition;
    size = model.dimensions();
    bySite = batch.rows().stream().collect(Collectors.groupingBy(BatchRow::site));
  }

  /**
   * All that a graph with these features is asked of the rows.
   *
   * @param features which the rows' plan needs
   */
  void put(Tensors inputs, TrunkFeatures features) {
    for (int layer = 0; layer < size.layers(); layer++) {
      for (Join join : Join.values()) {
        if (has(features, join, layer)) {
          put(inputs, join, layer);
        }
      }
    }
    if (features.onePosition()) {
      inputs.put(TrunkNames.ROWS_AT, readouts(batch.rows(), batch.intactRows()));
    }
    if (features.edits()) {
      new Edits(model, inputs).put(batch, this);
    }
  }

  private static boolean has(TrunkFeatures features, Join join, int layer) {
    return switch (join) {
      case BLOCK -> layer == 0 || features.edits();
      case MLP_READ -> features.edits();
      case HEAD, ATTENTION, MLP -> true;
    };
  }

  private void put(Tensors inputs, Join join, int layer) {
    List<BatchRow> rows = bySite.getOrDefault(new JoinSite(join, layer), List.of());
    int width = join == Join.HEAD ? size.headWidth() : size.width();
    int[] positions = positions(join, layer);
    int places = rows.isEmpty() ? 1 : places(rows, positions);
    int intactRows = join == Join.BLOCK && layer == 0 ? batch.intactRows() : 0;
    int count = intactRows + rows.size();
    float[] values = new float[count * places * width];
    for (int row = 0; row < rows.size(); row++) {
      fill(rows.get(row), join, positions, places, values, (intactRows + row) * places * width);
    }
    inputs.put(TrunkNames.values(join, layer), values, count, places, width);
    if (join == Join.HEAD) {
      inputs.put(
          TrunkNames.heads(layer),
          rows.stream().mapToInt(row -> row.unit().first().index()).toArray());
    }
    if (onePosition) {
      inputs.put(TrunkNames.at(join, layer), readouts(rows, intactRows));
    }
  }

  /** At which readout each row is, behind the intact ones. */
  private int[] readouts(List<BatchRow> rows, int intactRows) {
    int[] at = new int[intactRows + rows.size()];
    if (intactRows > 0) {
      at[0] = batch.intactReadout().orElseThrow();
    }
    for (int row = 0; row < rows.size(); row++) {
      at[intactRows + row] = rows.get(row).readout();
    }
    return at;
  }

  /** The value at each of a row's places. // [place, width] */
  float[] setValues(BatchRow row, Component component, int[] positions) {
    int width = component.kind() == Component.Kind.HEAD ? size.headWidth() : size.width();
    int[] at = at(row, positions);
    float[] values = new float[at.length * width];
    for (int place = 0; place < at.length; place++) {
      float[] value = replacements.value(component, row.donor(), at[place]);
      System.arraycopy(value, 0, values, place * width, width);
    }
    return values;
  }

  /** How many places a row has after a layer's attention. */
  int placesAfterAttention(int layer) {
    return onePosition ? 1 : intact.places(layer);
  }

  /** Positions of the places where a join's values go. */
  int[] positions(Join join, int layer) {
    boolean lastPlaces = layer == size.layers() - 1 && join != Join.BLOCK;
    return lastPlaces ? intact.readouts() : everyPosition();
  }

  private int[] everyPosition() {
    return IntStream.range(0, intact.length()).toArray();
  }

  private int places(List<BatchRow> rows, int[] positions) {
    boolean oneForAll = rows.stream().noneMatch(this::differsByPosition);
    return oneForAll || onePosition ? 1 : positions.length;
  }

  private boolean differsByPosition(BatchRow row) {
    return replacements.byPosition() || row.unit().isEdge();
  }

  private int[] at(BatchRow row, int[] positions) {
    return row.readout() == Batch.EVERY_READOUT
        ? positions
        : new int[] {intact.readouts()[row.readout()]};
  }

  private void fill(
      BatchRow row, Join join, int[] positions, int places, float[] values, int start) {
    if (row.isSetLater()) {
      return;
    }
    int[] at = at(row, positions);
    int width = join == Join.HEAD ? size.headWidth() : size.width();
    for (int place = 0; place < places; place++) {
      float[] value = value(row, at[place]);
      System.arraycopy(value, 0, values, start + place * width, width);
    }
  }

  /** What takes the place of the component, or for an edge what its reader reads more. */
  private float[] value(BatchRow row, int position) {
    Component component = row.unit().first();
    float[] value = replacements.value(component, row.donor(), position);
    if (row.unit().isEdge()) {
      return senders.change(component, value, replacements.additive(), intact, position);
    }
    if (!replacements.additive()) {
      return value;
    }
    return Vectors.sum(value, intact.value(component, position));
  }
}
