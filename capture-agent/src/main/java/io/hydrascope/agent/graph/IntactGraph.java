package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Block;
import io.hydrascope.agent.family.Norm;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.util.Optional;

/**
 * The intact run of one prompt, with the values that rows of a {@link TrunkGraph} start from, under
 * the names of that graph's inputs.
 *
 * <pre>
 * in   tokens [position]   readouts [readout]
 * out  residual [1, readout, d_model]   embed, pos_embed [readout, d_model]
 *      of each layer: intact_z [1, head, place, d_head]   intact_attention, intact_mlp [1, place, d_model]
 *                     intact_keys, intact_values [1, key head, position, d_head]
 *                     read_z [1, head, readout, d_head]   read_mlp [1, readout, d_model]
 *                     intact_projection [1, place, d_model], attention_scale [1, readout, 1]
 *                                                             where attention has a norm behind it
 * </pre>
 *
 * Places are positions; those after the last layer's attention are the readouts.
 */
public final class IntactGraph {
  private static final String ROW = "row";
  private static final String READOUT = "readout";
  private static final String WIDTH = "d_model";

  private final Graph graph = new Graph();
  private final Transformer model;
  private final Pieces pieces;
  private final EveryPosition extent;
  private final Value tokens;
  private final Value readouts;

  private IntactGraph(Transformer model) {
    this.model = model;
    pieces = new Pieces(graph, model);
    tokens = graph.input(TrunkNames.TOKENS, ElementType.INT64, "position");
    readouts = graph.input(TrunkNames.READOUTS, ElementType.INT64, READOUT);
    extent = new EveryPosition(graph, model, tokens, readouts);
  }

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    return new IntactGraph(model).build();
  }

  private byte[] build() {
    Value x = graph.unsqueeze(embed(), 0); // [1, position, d_model]
    for (int layer = 0; layer < model.dimensions().layers(); layer++) {
      x = block(layer, model.blocks().get(layer), x);
    }
    output(TrunkNames.RESIDUAL, x, ROW, READOUT, WIDTH);
    return graph.toBytes();
  }

  private Value embed() {
    Value embedded = pieces.tokenEmbedding(tokens);
    output(TrunkNames.EMBED, graph.gather(embedded, readouts, 0), READOUT, WIDTH);
    Optional<Value> positions = pieces.positionEmbedding(Places.all(graph, tokens));
    positions.ifPresent(
        table -> output(TrunkNames.POS_EMBED, graph.gather(table, readouts, 0), READOUT, WIDTH));
    return positions.map(table -> graph.add(embedded, table)).orElse(embedded);
  }

  private Value block(int layer, Block block, Value x) {
    String place = extent.placeAxis(layer);
    AttentionPieces.Projected projected = extent.project(layer, block, x);
    output(TrunkNames.intactKeys(layer), projected.keys(), ROW, "key_head", "position", "d_head");
    output(
        TrunkNames.intactValues(layer), projected.values(), ROW, "key_head", "position", "d_head");
    Value z = extent.attend(layer, block, projected);
    output(TrunkNames.intactZ(layer), z, ROW, "head", place, "d_head");
    Value readZ = extent.headsAtReadouts(z, layer);
    output(TrunkNames.readZ(layer), readZ, ROW, "head", READOUT, "d_head");
    Value attention = attention(layer, block, z);
    Value before = extent.rowsAfterAttention(x, layer);
    Value middle = graph.add(before, attention);
    Value mlp = pieces.mlp(block, block.parallel() ? before : middle);
    output(TrunkNames.intactMlp(layer), mlp, ROW, place, WIDTH);
    output(TrunkNames.readMlp(layer), extent.atReadouts(mlp, layer), ROW, READOUT, WIDTH);
    return graph.add(middle, mlp);
  }

  private Value attention(int layer, Block block, Value z) {
    String place = extent.placeAxis(layer);
    Value projection = pieces.attentionProjection(block, z);
    Optional<Norm> after = block.attentionNorms().after();
    if (after.isPresent()) {
      output(TrunkNames.intactProjection(layer), projection, ROW, place, WIDTH);
      Value scale = pieces.scale(after.get(), extent.atReadouts(projection, layer));
      output(TrunkNames.attentionScale(layer), scale, ROW, READOUT, "1");
    }
    Value added = pieces.normIfAny(after, projection);
    output(TrunkNames.intactAttention(layer), added, ROW, place, WIDTH);
    return added;
  }

  private void output(String name, Value value, String... axes) {
    graph.output(name, value, ElementType.FLOAT, axes);
  }
}
