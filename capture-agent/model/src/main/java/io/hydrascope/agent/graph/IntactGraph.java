package io.hydrascope.agent.graph;

import io.hydrascope.agent.graph.AttentionOperations.Projected;
import io.hydrascope.agent.graph.ReadoutGraph.AskedTargets;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Norm;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The intact run of one prompt, with the values that rows of a {@link TrunkGraph} start from, under
 * the names of that graph's inputs; or, where none will start, read out at once.
 *
 * <pre>
 * in   tokens [position]   readouts [readout]
 * out  residual [1, readout, d_model]   embed, pos_embed [readout, d_model]
 *      of each layer: intact_z [1, head, place, d_head]   intact_attention, intact_mlp [1, place, d_model]
 *                     intact_keys, intact_values [1, key head, position, d_head]
 *                     read_z [1, head, readout, d_head]   read_attention, read_mlp [1, readout, d_model]
 *      where attention has a norm behind it
 *                     intact_projection [1, place, d_model]   read_projection [1, readout, d_model]
 *                     attention_scale [1, readout, 1]
 * </pre>
 *
 * RowPositions are positions; those after the last layer's attention are the readouts. Read out, it
 * puts out the residual, attention_scale, and what a {@link ReadoutGraph} and a {@link BackGraph}
 * say of them, whose other inputs it has.
 */
public final class IntactGraph {
  private static final String READOUT = "readout";
  private static final String WIDTH = "d_model";

  private final Graph graph = new Graph();
  private final Transformer model;
  private final LayerOperations pieces;
  private final AllPositionsScope extent;
  private final Value tokens;
  private final Value readouts;
  private final boolean forks;
  private final BackGraph.Components read =
      new BackGraph.Components(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

  private IntactGraph(Transformer model, boolean forks) {
    this.model = model;
    this.forks = forks;
    pieces = new LayerOperations(graph, model);
    tokens = graph.input(TrunkNames.TOKENS, ElementType.INT64, "position");
    readouts = graph.input(TrunkNames.READOUTS, ElementType.INT64, READOUT);
    extent = new AllPositionsScope(graph, model, tokens, readouts);
  }

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    return new IntactGraph(model, true).build();
  }

  /** That of a run that is read out and from which no rows start. */
  public static byte[] readOut(Transformer model) {
    return new IntactGraph(model, false).build();
  }

  private byte[] build() {
    Value x = graph.unsqueeze(embed(), 0); // [1, position, d_model]
    for (int layer = 0; layer < model.dimensions().layers(); layer++) {
      x = block(layer, model.blocks().get(layer), x);
    }
    output(TrunkNames.RESIDUAL, x, READOUT, WIDTH);
    if (!forks) {
      Value byReadout = graph.transpose(x, 1, 0, 2);
      AskedTargets asked = ReadoutGraph.readIntact(graph, model, byReadout);
      BackGraph unused = BackGraph.add(graph, model, asked, read, byReadout);
    }
    return graph.toBytes();
  }

  private Value embed() {
    Value embedded = pieces.tokenEmbedding(tokens);
    readEmbedded(TrunkNames.EMBED, embedded);
    Optional<Value> positions = pieces.positionEmbedding(RowPositions.all(graph, tokens));
    positions.ifPresent(table -> readEmbedded(TrunkNames.POS_EMBED, table));
    return positions.map(table -> graph.add(embedded, table)).orElse(embedded);
  }

  private void readEmbedded(String name, Value everywhere) {
    Value there = graph.gather(everywhere, readouts, 0);
    if (forks) {
      graph.output(name, there, ElementType.FLOAT, READOUT, WIDTH);
    } else {
      read.embedded().add(graph.unsqueeze(there, 0));
    }
  }

  private Value block(int layer, TransformerBlock block, Value x) {
    String place = extent.placeAxis(layer);
    Value z =
        keep(
            TrunkNames.intactZ(layer),
            extent.attend(layer, block, keepCache(layer, extent.project(layer, block, x))),
            "head",
            place,
            "d_head");
    Value attention = attention(layer, block, z);
    Value before = extent.rowsAfterAttention(x, layer);
    Value middle = graph.add(before, attention);
    Value mlp =
        keep(
            TrunkNames.intactMlp(layer),
            pieces.mlp(block, block.parallel() ? before : middle),
            place,
            WIDTH);
    Value mlpRead = extent.atReadouts(mlp, layer);
    if (forks) {
      output(TrunkNames.readMlp(layer), mlpRead, READOUT, WIDTH);
    } else {
      read.mlp().add(mlpRead);
    }
    return graph.add(middle, mlp);
  }

  private Projected keepCache(int layer, Projected from) {
    String keys = TrunkNames.intactKeys(layer);
    String values = TrunkNames.intactValues(layer);
    return new Projected(
        from.queries(),
        keep(keys, from.keys(), "key_head", "position", "d_head"),
        keep(values, from.values(), "key_head", "position", "d_head"));
  }

  private Value attention(int layer, TransformerBlock block, Value z) {
    String place = extent.placeAxis(layer);
    Value merged = pieces.merged(z);
    if (forks) {
      Value zRead = extent.headsAtReadouts(z, layer);
      output(TrunkNames.readZ(layer), zRead, "head", READOUT, "d_head");
    } else {
      read.z().add(extent.atReadouts(merged, layer));
    }
    Value projection = pieces.linear(block.attention().output(), merged);
    Optional<Norm> after = block.attentionNorms().after();
    if (after.isPresent()) {
      projection = keep(TrunkNames.intactProjection(layer), projection, place, WIDTH);
      outputAttention(TrunkNames.readProjection(layer), projection, layer);
      Value scale = pieces.scale(after.get(), extent.atReadouts(projection, layer));
      output(TrunkNames.attentionScale(layer), scale, READOUT, "scale");
    }
    Value added =
        keep(TrunkNames.intactAttention(layer), pieces.normIfAny(after, projection), place, WIDTH);
    outputAttention(TrunkNames.readAttention(layer), added, layer);
    return added;
  }

  private void outputAttention(String name, Value everywhere, int layer) {
    if (forks) {
      output(name, extent.atReadouts(everywhere, layer), READOUT, WIDTH);
    }
  }

  private Value keep(String name, Value value, String... axes) {
    if (!forks) {
      return value;
    }
    return graph.outputAndGoOn(name, value, ElementType.FLOAT, ofRow(axes));
  }

  private void output(String name, Value value, String... axes) {
    graph.output(name, value, ElementType.FLOAT, ofRow(axes));
  }

  private static String[] ofRow(String... axes) {
    return Stream.concat(Stream.of("row"), Stream.of(axes)).toArray(String[]::new);
  }
}
