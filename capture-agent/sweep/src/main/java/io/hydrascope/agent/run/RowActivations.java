package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.VectorPlace;
import io.hydrascope.agent.sweep.Vectors;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.Component;
import java.util.Arrays;

/**
 * What the ablated rows of a pass put out at the readouts. Before its ablated layer a row is the
 * intact row itself.
 */
final class RowActivations {
  private final IntactRun run;
  private final SweepTask task;
  private final Batch batch;
  private final Tensors outputs;
  private final int rowReadouts;

  /**
   * @param outputs of a trunk with activations
   * @param rowReadouts how many readouts each row has
   */
  RowActivations(IntactRun run, SweepTask task, Batch batch, Tensors outputs, int rowReadouts) {
    this.run = run;
    this.task = task;
    this.batch = batch;
    this.outputs = outputs;
    this.rowReadouts = rowReadouts;
  }

  /**
   * @param index of the row within the {@link Batch}
   */
  float[] at(int index, VectorPlace place) {
    BatchRow row = batch.rows().get(index);
    ActivationSite site = place.site();
    int readout = rowReadouts == 1 ? 0 : Arrays.binarySearch(task.positions(), place.position());
    int inTrunk = batch.indexInTrunk(index);
    if (site.kind() == ActivationSite.Kind.RESIDUAL) {
      return slice(TrunkNames.RESIDUAL, inTrunk * rowReadouts + readout);
    }
    Component component = site.component().orElseThrow();
    if (site.layer() < row.site().layer()) {
      return run.value(component, place.position());
    }
    return switch (site.kind()) {
      case Z -> z(row, inTrunk, component, readout, place.position());
      case ATTN_OUT -> attention(row, inTrunk, component, readout, place.position());
      default -> mlp(row, inTrunk, component, readout, place.position());
    };
  }

  private float[] z(BatchRow row, int inTrunk, Component head, int readout, int position) {
    String name = TrunkNames.rowZ(head.layer()); // [row, head, readout, d_head]
    if (inTrunk < outputs.length(name, 0)) {
      int heads = outputs.length(name, 1);
      return slice(name, (inTrunk * heads + head.index()) * rowReadouts + readout);
    }
    return isReplaced(row, head, Join.HEAD)
        ? replaced(row, head, position)
        : intact(head, position);
  }

  private float[] attention(
      BatchRow row, int inTrunk, Component attention, int readout, int position) {
    int layer = attention.layer();
    String name = TrunkNames.rowAttention(layer); // [row, readout, d_model]
    int computed = outputs.length(TrunkNames.rowZ(layer), 0);
    if (inTrunk < computed) {
      return slice(name, inTrunk * rowReadouts + readout);
    }
    int joining = batch.joiningAt(Join.HEAD, layer).indexOf(row);
    if (joining >= 0) {
      return slice(name, (computed + joining) * rowReadouts + readout);
    }
    return isReplaced(row, attention, Join.ATTENTION)
        ? replaced(row, attention, position)
        : intact(attention, position);
  }

  private float[] mlp(BatchRow row, int inTrunk, Component mlp, int readout, int position) {
    String name = TrunkNames.rowMlp(mlp.layer()); // [row, readout, d_model]
    if (inTrunk < outputs.length(name, 0)) {
      return slice(name, inTrunk * rowReadouts + readout);
    }
    return isReplaced(row, mlp, Join.MLP) ? replaced(row, mlp, position) : intact(mlp, position);
  }

  private static boolean isReplaced(BatchRow row, Component component, Join join) {
    return row.site().join() == join && row.unit().first().equals(component);
  }

  private float[] replaced(BatchRow row, Component component, int position) {
    float[] value = task.replacements().value(component, row.donor(), position);
    return task.replacements().additive()
        ? Vectors.sum(run.value(component, position), value)
        : value;
  }

  private float[] intact(Component component, int position) {
    return run.value(component, position);
  }

  /** The last axis at an index of all before it. */
  private float[] slice(String name, int index) {
    long[] shape = outputs.shape(name);
    int width = Math.toIntExact(shape[shape.length - 1]);
    return Arrays.copyOfRange(outputs.floats(name), index * width, (index + 1) * width);
  }
}
