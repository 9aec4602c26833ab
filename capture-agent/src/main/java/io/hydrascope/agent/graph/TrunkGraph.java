package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Block;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;

/**
 * All ablations of one prompt in one pass, from tokens to the final residual.
 *
 * <p>Row 0 is the intact run. An ablated row joins the batch at the layer where it first differs:
 * before that it equals row 0 and is not computed. Within a layer rows join in the order heads,
 * attention outputs, MLPs.
 *
 * <pre>
 * in   tokens [position]   readouts [readout]   direction [readout, d_model]
 *      for each layer: heads [n]   head_values [n, d_head]   attention_outputs [a, d_model]
 *                      mlp_outputs [m, d_model]              the values put in place
 * out  residual [row, readout, d_model]   embed, pos_embed [readout]
 *      for each layer: head_parts [row, head, readout]   attention_bias [readout]
 *                      mlp_parts [row, readout]
 *                      replaced_heads [n, readout]   replaced_attention [a, readout]
 *                      replaced_mlp [m, readout]
 * </pre>
 *
 * Parts are {@code direction · c}, what component c adds to the readout before the final norm's
 * scale. {@code head_parts} has the rows that joined in earlier layers, {@code mlp_parts} also
 * those that joined at this layer's attention.
 */
public final class TrunkGraph {
  public static final String TOKENS = "tokens";
  public static final String READOUTS = "readouts";
  public static final String DIRECTION = "direction";
  public static final String RESIDUAL = "residual";
  public static final String EMBED = "embed";
  public static final String POS_EMBED = "pos_embed";

  private static final String READOUT = "readout";

  private final Graph graph = new Graph();
  private final Transformer model;
  private final Dimensions size;
  private final Pieces pieces;
  private final AttentionPieces attentions;
  private final Value readouts;
  private final Value direction; // [readout, d_model]
  private final Places places;
  private final Value tokens;

  private TrunkGraph(Transformer model) {
    this.model = model;
    size = model.dimensions();
    pieces = new Pieces(graph, model);
    attentions = new AttentionPieces(graph, size, pieces);
    tokens = graph.input(TOKENS, ElementType.INT64, "position");
    readouts = graph.input(READOUTS, ElementType.INT64, READOUT);
    direction = graph.input(DIRECTION, ElementType.FLOAT, READOUT, "d_model");
    places = Places.all(graph, tokens);
  }

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    return new TrunkGraph(model).build();
  }

  public static String heads(int layer) {
    return "heads_" + layer;
  }

  public static String headValues(int layer) {
    return "head_values_" + layer;
  }

  public static String attentionOutputs(int layer) {
    return "attention_outputs_" + layer;
  }

  public static String mlpOutputs(int layer) {
    return "mlp_outputs_" + layer;
  }

  public static String headParts(int layer) {
    return "head_parts_" + layer;
  }

  public static String attentionBias(int layer) {
    return "attention_bias_" + layer;
  }

  public static String mlpParts(int layer) {
    return "mlp_parts_" + layer;
  }

  public static String replacedHeads(int layer) {
    return "replaced_heads_" + layer;
  }

  public static String replacedAttention(int layer) {
    return "replaced_attention_" + layer;
  }

  public static String replacedMlp(int layer) {
    return "replaced_mlp_" + layer;
  }

  private byte[] build() {
    Value x = embed();
    for (int layer = 0; layer < size.layers(); layer++) {
      x = block(layer, x);
    }
    Value residual = graph.gather(x, readouts, 1);
    output(RESIDUAL, residual, "row", READOUT, "d_model");
    return graph.toBytes();
  }

  private Value embed() {
    Value embedded = pieces.tokenEmbedding(tokens);
    graph.output(EMBED, intactParts(embedded), ElementType.FLOAT, READOUT);
    return pieces
        .positionEmbedding(places)
        .map(
            positions -> {
              graph.output(POS_EMBED, intactParts(positions), ElementType.FLOAT, READOUT);
              return graph.add(embedded, positions);
            })
        .orElse(embedded);
  }

  private Value block(int layer, Value x) {
    Block block = model.blocks().get(layer);
    Value z = attentions.headValues(block, x, places);
    Value middle = graph.add(x, pieces.attentionOutput(block, z));
    Value withJoined =
        graph.concat(
            0, middle, joinHeads(layer, block, z, middle), joinAttention(layer, intact(x)));
    Value mlp = pieces.mlp(block, withJoined);
    Value mlpParts = parts(graph.gather(mlp, readouts, 1));
    output(mlpParts(layer), mlpParts, count(mlpParts(layer)), READOUT);
    return graph.concat(0, graph.add(withJoined, mlp), joinMlp(layer, intact(middle)));
  }

  /** Rows in which one head's z is replaced. // [joined, position, d_model] */
  private Value joinHeads(int layer, Block block, Value z, Value middle) {
    Value heads = graph.input(heads(layer), ElementType.INT64, count(heads(layer)));
    Value replacement =
        graph.unsqueeze(
            graph.input(headValues(layer), ElementType.FLOAT, count(heads(layer)), "d_head"), 1);
    outputHeadParts(layer, block, z, heads, replacement);
    Value intactZ =
        graph.gather(graph.squeeze(intact(z), 0), heads, 0); // [joined, position, d_head]
    Value weights =
        graph.reshape(
            pieces.inOut(block.attention().output()), size.heads(), size.headWidth(), size.width());
    Value change =
        graph.matMul(graph.subtract(replacement, intactZ), graph.gather(weights, heads, 0));
    return graph.add(intact(middle), change);
  }

  /** Without a [head, d_model] tensor: {@code direction · (z W_O) = z · (W_O direction)}. */
  private void outputHeadParts(int layer, Block block, Value z, Value heads, Value replacement) {
    Value back = graph.matMul(direction, pieces.outIn(block.attention().output()));
    Value perHead =
        graph.transpose(
            graph.reshape(back, 0, size.heads(), size.headWidth()),
            1,
            0,
            2); // [head, readout, d_head]
    Value headParts = graph.sum(graph.multiply(graph.gather(z, readouts, 2), perHead), 3);
    output(headParts(layer), headParts, count(headParts(layer)), "head", READOUT);
    Value replaced = graph.sum(graph.multiply(replacement, graph.gather(perHead, heads, 0)), 2);
    output(replacedHeads(layer), replaced, count(heads(layer)), READOUT);
    block
        .attention()
        .output()
        .bias()
        .map(bias -> graph.sum(graph.multiply(direction, graph.weight(bias)), 1))
        .ifPresent(part -> graph.output(attentionBias(layer), part, ElementType.FLOAT, READOUT));
  }

  /** Rows to which attention adds a given value instead of its own. */
  private Value joinAttention(int layer, Value before) {
    Value outputs = input(attentionOutputs(layer));
    Value added = graph.unsqueeze(outputs, 1);
    output(replacedAttention(layer), parts(added), count(attentionOutputs(layer)), READOUT);
    return graph.add(before, added);
  }

  /** Rows to which the MLP adds a given value instead of its own. */
  private Value joinMlp(int layer, Value before) {
    Value outputs = input(mlpOutputs(layer));
    Value added = graph.unsqueeze(outputs, 1);
    output(replacedMlp(layer), parts(added), count(mlpOutputs(layer)), READOUT);
    return graph.add(before, added);
  }

  /**
   * A size of its own: the engine plans memory by these names, so two sizes that can differ must
   * not share one.
   */
  private static String count(String name) {
    return name + "_count";
  }

  private Value input(String name) {
    return graph.input(name, ElementType.FLOAT, count(name), "d_model");
  }

  private void output(String name, Value value, String... axes) {
    graph.output(name, value, ElementType.FLOAT, axes);
  }

  private Value intact(Value rows) {
    return graph.slice(rows, 0, 0, 1);
  }

  /** [row, readout, d_model] → // [row, readout] */
  private Value parts(Value added) {
    return graph.sum(graph.multiply(added, direction), 2);
  }

  /** [1, position, d_model] → // [readout] */
  private Value intactParts(Value added) {
    return graph.squeeze(parts(graph.gather(added, readouts, 1)), 0);
  }
}
