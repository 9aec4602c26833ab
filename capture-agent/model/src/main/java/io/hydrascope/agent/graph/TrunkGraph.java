package io.hydrascope.agent.graph;

import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.graph.TrunkNames.Part;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Norm;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/**
 * Runs of one prompt from tokens to the final residual, each with something ablated.
 *
 * <p>A row joins the batch where it first differs from the intact run: before that it equals it and
 * is not computed. What it starts from is the intact run's own value there, which comes in. The
 * intact run itself is a row that joins before layer 0 and changes nothing; a pass with that row
 * first gives the values that the others need. Within a layer rows join as {@link Join} lists them.
 *
 * <pre>
 * in   tokens [position]   readouts [readout]   direction [readout, d_model]
 *      rows_at [row], the readout of every row in joining order, with one position
 *      of each layer: back [readout, head, d_head], the direction as {@link BackGraph} gives it
 *                     intact_z [1, head, place, d_head]   intact_attention, intact_mlp [1, place, d_model]
 *                     intact_projection [1, place, d_model]   where attention has a norm behind it
 *                     intact_keys, intact_values [1, key head, position, d_head] with one position
 *                     each join's …_values [n, 1 or place, d]  heads [n]  …_at [n] with one position
 *                     each part's set_…_values [n, place, d]   set_…_at [n, 1 or 2]      with edits
 * out  residual [row, readout, d_model]
 *      of each layer: head_parts [row, head, readout]   mlp_parts [row, readout]
 *                     attention_scale [row, readout]          where attention has a norm behind it
 *                     row_z [row, head, readout, d_head]   row_attention, row_mlp [row, readout, d_model]   with activations
 * </pre>
 *
 * RowPositions are positions; those after the last layer's attention are the readouts, and with one
 * position all are. Parts are {@code direction · c}, what component c adds to the readout before
 * the final norm's scale; behind a norm a head's is still to be divided by the attention's scale.
 * {@code head_parts} and {@code row_z} have the rows that joined before the layer's heads, {@code
 * attention_scale} and {@code row_attention} then those that joined there, {@code mlp_parts} and
 * {@code row_mlp} those for which the MLP was computed. In parallel blocks, whose MLP reads what
 * attention reads, the rows of heads and attention join after the MLP.
 */
public final class TrunkGraph {
  private static final String READOUT = "readout";

  private final Graph graph;
  private final Transformer model;
  private final TrunkFeatures features;
  private final Dimensions size;
  private final LayerOperations pieces;
  private final TrunkInputs inputs;
  private final TrunkScope extent;

  private TrunkGraph(Transformer model, TrunkFeatures features, boolean standardOnly) {
    graph = new Graph(standardOnly);
    this.model = model;
    this.features = features;
    size = model.dimensions();
    pieces = new LayerOperations(graph, model);
    inputs = TrunkInputs.declare(graph);
    extent =
        features.onePosition()
            ? new ReadoutPositionScope(graph, model, inputs)
            : new AllPositionsScope(graph, model, inputs.tokens(), inputs.readouts());
  }

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model, TrunkFeatures features) {
    return new TrunkGraph(model, features, false).build();
  }

  /** The same in operators of the ONNX standard alone, for an engine that compiles the graph. */
  public static byte[] toCompile(Transformer model, TrunkFeatures features) {
    return new TrunkGraph(model, features, true).build();
  }

  /** The intact run's values at one layer. // [intact row, place, d_model] */
  private record Intact(Value before, Value attention, Value mlp, Value middle) {}

  private byte[] build() {
    Value intact = extent.embedded(embed()); // [intact row, place, d_model]
    Optional<Value> rows = Optional.empty(); // [row, place, d_model]
    for (int layer = 0; layer < size.layers(); layer++) {
      Value before = extent.rowsAfterAttention(intact, layer);
      Value attention = intactInput(TrunkNames.intactAttention(layer), layer);
      Value mlp = intactInput(TrunkNames.intactMlp(layer), layer);
      Intact here = new Intact(before, attention, mlp, graph.add(before, attention));
      rows = Optional.of(block(layer, intact, here, rows));
      intact = graph.add(here.middle(), mlp);
    }
    output(TrunkNames.RESIDUAL, rows.orElseThrow(), "row", READOUT, "d_model");
    return graph.toBytes();
  }

  private Value embed() {
    Value embedded = pieces.tokenEmbedding(inputs.tokens());
    return pieces
        .positionEmbedding(RowPositions.all(graph, inputs.tokens()))
        .map(positions -> graph.add(embedded, positions))
        .orElse(embedded);
  }

  private Value block(int layer, Value intact, Intact here, Optional<Value> rows) {
    TransformerBlock block = model.blocks().get(layer);
    Reading reading = joinBlock(layer, intact, rows);
    Value z = extent.headValues(layer, block, reading.read());
    z = features.edits() ? set(Part.HEAD, layer, z, 2) : z;
    Value back = graph.input(TrunkNames.back(layer), ElementType.FLOAT, READOUT, "head", "d_head");
    Value headParts = extent.headParts(z, back, layer);
    output(TrunkNames.headParts(layer), headParts, count("head_parts", layer), "head", READOUT);
    if (features.activations()) {
      Value read = extent.headsAtReadouts(z, layer);
      output(TrunkNames.rowZ(layer), read, count("row_z", layer), "head", READOUT, "d_head");
    }

    Value projection = pieces.attentionProjection(block, z);
    Value added = pieces.normIfAny(block.attentionNorms().after(), projection);
    added = features.edits() ? set(Part.ATTENTION, layer, added, 1) : added;
    Value before = extent.rowsAfterAttention(reading.rows(), layer);
    Value middle = graph.add(before, added);
    HeadJoining heads = heads(layer, block, here, projection);
    outputAttention(layer, added, heads.added());
    Joining attention = attention(layer, here);
    return block.parallel()
        ? parallelMlp(layer, block, here, new Reading(middle, before), heads.joining(), attention)
        : serialMlp(layer, block, here, middle, heads.joining(), attention);
  }

  private void outputAttention(int layer, Value added, Value joining) {
    if (features.activations()) {
      Value read = extent.atReadouts(graph.concat(0, added, joining), layer);
      output(
          TrunkNames.rowAttention(layer), read, count("row_attention", layer), READOUT, "d_model");
    }
  }

  /** The rows' residual, and what is read in its place. */
  private record Reading(Value rows, Value read) {}

  private Reading joinBlock(int layer, Value intact, Optional<Value> rows) {
    if (layer > 0 && !features.edits()) {
      return new Reading(rows.orElseThrow(), rows.orElseThrow());
    }
    Forks forks = forks(Join.BLOCK, layer, "d_model");
    Value base = extent.fork(intact, forks);
    Value joined = graph.expand(base, rowShape(forks.values()));
    Value changed = graph.add(base, forks.values());
    return new Reading(
        rows.map(all -> graph.concat(0, all, joined)).orElse(joined),
        rows.map(all -> graph.concat(0, all, changed)).orElse(changed));
  }

  /**
   * Rows that join at attention.
   *
   * @param middle after it // [row, place, d_model]
   */
  private record Joining(Forks forks, Value middle) {}

  /**
   * @param added what attention adds in these rows // [row, place, d_model]
   */
  private record HeadJoining(Joining joining, Value added) {}

  /** Rows in which one head's z is replaced. */
  private HeadJoining heads(int layer, TransformerBlock block, Intact here, Value projection) {
    Value heads =
        graph.input(TrunkNames.heads(layer), ElementType.INT64, Forks.count(Join.HEAD, layer));
    Forks forks = forks(Join.HEAD, layer, "d_head");
    String place = extent.placeAxis(layer);
    Value intactZ = inputs.intact(graph, TrunkNames.intactZ(layer), "head", place, "d_head");
    Value own = extent.forkHeads(graph.squeeze(intactZ, 0), heads, forks); // [row, place, d_head]
    Value weights = pieces.outputByHead(block);
    Value change =
        graph.matMul(graph.subtract(forks.values(), own), graph.gather(weights, heads, 0));
    Optional<Norm> after = block.attentionNorms().after();
    if (after.isEmpty()) {
      Value middle = graph.add(extent.fork(here.middle(), forks), change);
      Value added =
          features.activations() ? graph.add(extent.fork(here.attention(), forks), change) : change;
      return new HeadJoining(new Joining(forks, middle), added);
    }
    Value intact = intactInput(TrunkNames.intactProjection(layer), layer);
    Value changed = graph.add(extent.fork(intact, forks), change);
    outputScale(layer, after.get(), projection, changed);
    Value added = pieces.norm(after.get(), changed);
    Value middle = graph.add(extent.fork(here.before(), forks), added);
    return new HeadJoining(new Joining(forks, middle), added);
  }

  /** Rows to which attention adds a given value instead of its own. */
  private Joining attention(int layer, Intact here) {
    Forks forks = forks(Join.ATTENTION, layer, "d_model");
    return new Joining(forks, graph.add(extent.fork(here.before(), forks), forks.values()));
  }

  private Value serialMlp(
      int layer,
      TransformerBlock block,
      Intact here,
      Value middle,
      Joining heads,
      Joining attention) {
    Value joined = graph.concat(0, middle, heads.middle(), attention.middle());
    Reading reading = joinMlpRead(layer, here, here.middle(), new Reading(joined, joined));
    Value after = graph.add(reading.rows(), mlp(layer, block, reading.read()));
    return graph.concat(0, after, joinMlp(layer, here));
  }

  /** The MLP reads what attention read: rows that join at attention get the intact MLP's value. */
  private Value parallelMlp(
      int layer,
      TransformerBlock block,
      Intact here,
      Reading rows,
      Joining heads,
      Joining attention) {
    Reading reading = joinMlpRead(layer, here, here.before(), rows);
    Value after = graph.add(reading.rows(), mlp(layer, block, reading.read()));
    return graph.concat(
        0,
        after,
        graph.add(heads.middle(), extent.fork(here.mlp(), heads.forks())),
        graph.add(attention.middle(), extent.fork(here.mlp(), attention.forks())),
        joinMlp(layer, here));
  }

  /** Rows whose MLP alone reads a changed residual. */
  private Reading joinMlpRead(int layer, Intact here, Value intactRead, Reading reading) {
    if (!features.edits()) {
      return reading;
    }
    Forks forks = forks(Join.MLP_READ, layer, "d_model");
    Value joined = graph.expand(extent.fork(here.middle(), forks), rowShape(forks.values()));
    Value changed = graph.add(extent.fork(intactRead, forks), forks.values());
    return new Reading(
        graph.concat(0, reading.rows(), joined), graph.concat(0, reading.read(), changed));
  }

  private Value mlp(int layer, TransformerBlock block, Value read) {
    Value mlp = pieces.mlp(block, read);
    Value set = features.edits() ? set(Part.MLP, layer, mlp, 1) : mlp;
    Value atReadouts = extent.atReadouts(set, layer);
    Value parts = extent.parts(atReadouts, inputs.direction());
    output(TrunkNames.mlpParts(layer), parts, count("mlp_parts", layer), READOUT);
    if (features.activations()) {
      output(TrunkNames.rowMlp(layer), atReadouts, count("row_mlp", layer), READOUT, "d_model");
    }
    return set;
  }

  /** Rows to which the MLP adds a given value instead of its own. */
  private Value joinMlp(int layer, Intact here) {
    Forks forks = forks(Join.MLP, layer, "d_model");
    return graph.add(extent.fork(here.middle(), forks), forks.values());
  }

  /** Puts values into rows, or into rows and heads, that are in the batch already. */
  private Value set(Part part, int layer, Value rows, int indices) {
    String at = TrunkNames.setAt(part, layer);
    String width = part == Part.HEAD ? "d_head" : "d_model";
    Value places = graph.input(at, ElementType.INT64, at + "_count", at + "_" + indices);
    Value values =
        graph.input(
            TrunkNames.setValues(part, layer),
            ElementType.FLOAT,
            at + "_count",
            at + "_places",
            width);
    return graph.scatterNd(rows, places, values, features.additive());
  }

  private void outputScale(int layer, Norm after, Value projection, Value joining) {
    Value read = extent.atReadouts(graph.concat(0, projection, joining), layer);
    // Without rows ONNX Runtime's mean keeps the whole last axis; its sum does not.
    Value squares = graph.sum(graph.multiply(read, read), 2);
    Value meanSquare = graph.multiply(squares, graph.constant(1f / size.width()));
    Value scale = graph.sqrt(graph.add(meanSquare, graph.constant(after.epsilon())));
    output(TrunkNames.attentionScale(layer), scale, count("attention_scale", layer), READOUT);
  }

  private Forks forks(Join join, int layer, String width) {
    return Forks.input(graph, join, layer, width, features.onePosition());
  }

  private Value intactInput(String name, int layer) {
    return extent.intactRows(inputs.intact(graph, name, extent.placeAxis(layer), "d_model"));
  }

  private Value rowShape(Value values) {
    return graph.concat(0, graph.lengthOf(values, 0), graph.vector(1, 1));
  }

  private static String count(String name, int layer) {
    return name + "_" + layer + "_count";
  }

  private void output(String name, Value value, String... axes) {
    graph.output(name, value, ElementType.FLOAT, axes);
  }
}
