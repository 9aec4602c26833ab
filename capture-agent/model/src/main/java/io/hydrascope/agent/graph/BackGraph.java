package io.hydrascope.agent.graph;

import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.graph.ReadoutGraph.AskedTargets;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Graph.Distinct;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Norm;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * The directions w and constants κ with which a target's logit, less the vocabulary's mean or
 * another token's, is {@code w·r/s + κ} of the final residual r:
 *
 * <pre>
 * u = W_U[target] − reference      b = b_U[target] − reference bias
 * RMSNorm   w = g⊙u                  κ = b
 * LayerNorm w = (I − 11ᵀ/d)(g⊙u)     κ = β·u + b
 * </pre>
 *
 * The same directions of each head's z, so that no [head, d_model] tensor is needed: {@code w·(z
 * W_O) = z·(W_O w)}; behind a norm its gain comes first. And with them the parts of the intact run.
 *
 * <pre>
 * in   targets [readout]   reference [1, d_model]   reference_bias [1]
 *      of the intact run: embed, pos_embed, each layer's read_z and read_mlp, as {@link IntactGraph} gives them
 * out  direction [readout, d_model]   kappa [readout]
 *      of each layer: back [readout, head, d_head]
 *      parts [1, readout, part]    embed, pos_embed, then of each layer every head's and the MLP's; then each layer's bias'
 * </pre>
 *
 * {@code parts} has no entry for what a model has not. Behind a norm a head's part, and the bias',
 * is still to be divided by the attention's scale. W_O is multiplied once for each different
 * target: of the readouts of a text a third to a half ask for the same as another.
 */
public final class BackGraph {
  private final Graph graph;
  private final Transformer model;
  private final Dimensions size;
  private final LayerOperations pieces;
  private final Distinct targets;
  private final Value directions; // [distinct target, d_model]
  private final Value direction; // [1, readout, d_model]
  private final List<Value> back = new ArrayList<>(); // of each layer [readout, head·d_head]
  private final List<Value> parts = new ArrayList<>(); // [1, readout, n]

  private BackGraph(Graph graph, Transformer model, AskedTargets asked) {
    this.graph = graph;
    this.model = model;
    size = model.dimensions();
    pieces = new LayerOperations(graph, model);
    targets = graph.distinct(asked.targets());
    directions = directions(asked);
    Value w = perReadout(directions);
    graph.output(TrunkNames.DIRECTION, w, ElementType.FLOAT, "readout", "d_model");
    direction = graph.unsqueeze(w, 0);
  }

  /**
   * What the intact run's components are at the readouts.
   *
   * @param embedded by tokens, and by positions if they are learned // [1, readout, d_model]
   * @param z of each layer // [1, readout, head·d_head]
   * @param mlp of each layer // [1, readout, d_model]
   */
  record Components(List<Value> embedded, List<Value> z, List<Value> mlp) {}

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    Graph graph = new Graph();
    BackGraph made = new BackGraph(graph, model, AskedTargets.input(graph));
    made.outputParts(made.inputs());
    made.outputBack();
    return graph.toBytes();
  }

  /**
   * Directions and parts in the graph that computes the components, where {@code back} stays
   * inside; and of what the final norm reads the product with the directions, {@code read}.
   *
   * @param residual // [readout, row, d_model]
   */
  static BackGraph add(
      Graph graph, Transformer model, AskedTargets asked, Components components, Value residual) {
    BackGraph made = new BackGraph(graph, model, asked);
    made.outputParts(components);
    Value byReadout = graph.transpose(made.direction, 1, 0, 2); // [readout, 1, d_model]
    Value read = graph.sum(graph.multiply(residual, byReadout), 2);
    graph.output(TrunkNames.READ, read, ElementType.FLOAT, "readout", "row");
    return made;
  }

  /** // [1, readout, d_model] */
  Value direction() {
    return direction;
  }

  /** The direction of a layer's z. // [readout, head·d_head] */
  Value back(int layer) {
    return back.get(layer);
  }

  void outputBack() {
    for (int layer = 0; layer < size.layers(); layer++) {
      Value byHead = graph.reshape(back.get(layer), 0, size.heads(), size.headWidth());
      graph.output(TrunkNames.back(layer), byHead, ElementType.FLOAT, "readout", "head", "d_head");
    }
  }

  private Components inputs() {
    List<Value> embedded = new ArrayList<>();
    embedded.add(graph.unsqueeze(input(TrunkNames.EMBED, "readout", "d_model"), 0));
    if (model.positionEmbedding().isPresent()) {
      embedded.add(graph.unsqueeze(input(TrunkNames.POS_EMBED, "readout", "d_model"), 0));
    }
    List<Value> z = new ArrayList<>();
    List<Value> mlp = new ArrayList<>();
    for (int layer = 0; layer < size.layers(); layer++) {
      z.add(pieces.merged(input(TrunkNames.readZ(layer), "row", "head", "readout", "d_head")));
      mlp.add(input(TrunkNames.readMlp(layer), "row", "readout", "d_model"));
    }
    return new Components(embedded, z, mlp);
  }

  private Value input(String name, String... axes) {
    return graph.input(name, ElementType.FLOAT, axes);
  }

  /** Puts out the constants. // [distinct target, d_model] */
  private Value directions(AskedTargets asked) {
    Norm norm = model.finalNorm();
    Value rows = graph.rowsOf(model.unembedding().weight(), targets.distinct());
    Value u = graph.subtract(rows, asked.reference());
    Value scaled = graph.multiply(u, pieces.gain(norm));
    Value kappa = graph.negate(asked.referenceBias());
    if (model.unembedding().bias().isPresent()) {
      Value biases = graph.weight(model.unembedding().bias().get());
      kappa = graph.add(graph.gather(biases, targets.distinct(), 0), kappa);
    }
    if (norm.bias().isPresent()) {
      Value ofNorm = graph.multiply(u, graph.weight(norm.bias().get()));
      kappa = graph.add(graph.sum(ofNorm, 1), kappa);
    }
    Value each = graph.expand(kappa, graph.shape(targets.distinct()));
    graph.output(TrunkNames.KAPPA, perReadout(each), ElementType.FLOAT, "readout");
    boolean centred = norm.kind() == Norm.Kind.LAYER_NORM;
    return centred ? graph.subtract(scaled, graph.mean(scaled)) : scaled;
  }

  /** // [distinct target, …] → [readout, …] */
  private Value perReadout(Value perTarget) {
    return graph.gather(perTarget, targets.places(), 0);
  }

  private void outputParts(Components of) {
    of.embedded().forEach(this::addPart);
    for (int layer = 0; layer < size.layers(); layer++) {
      addHeads(layer, of.z().get(layer));
      addPart(of.mlp().get(layer));
    }
    addBiases();
    Value all = graph.concat(2, parts.toArray(Value[]::new));
    graph.output(TrunkNames.PARTS, all, ElementType.FLOAT, "row", "readout", "part");
  }

  /**
   * @param value // [1, readout, d_model]
   */
  private void addPart(Value value) {
    parts.add(graph.sumKept(graph.multiply(value, direction), 2));
  }

  /**
   * @param z // [1, readout, head·d_head]
   */
  private void addHeads(int layer, Value z) {
    TransformerBlock block = model.blocks().get(layer);
    Value ofProjection =
        block
            .attentionNorms()
            .after()
            .map(norm -> graph.multiply(directions, pieces.gain(norm)))
            .orElse(directions);
    Value ofZ = perReadout(graph.matMul(ofProjection, pieces.outIn(block.attention().output())));
    back.add(ofZ);
    Value products = graph.multiply(z, ofZ);
    parts.add(graph.sum(graph.reshape(products, 0, 0, size.heads(), size.headWidth()), 3));
  }

  /** Adds the biases of all layers in one product. */
  private void addBiases() {
    List<Value> biases = new ArrayList<>(); // [d_model, 1]
    for (TransformerBlock block : model.blocks()) {
      block.attention().output().bias().map(bias -> behindNorm(block, bias)).ifPresent(biases::add);
    }
    if (!biases.isEmpty()) {
      parts.add(graph.matMul(direction, graph.concat(1, biases.toArray(Value[]::new))));
    }
  }

  private Value behindNorm(TransformerBlock block, TensorInfo bias) {
    Value added = graph.weight(bias);
    return graph.unsqueeze(
        block
            .attentionNorms()
            .after()
            .map(norm -> graph.multiply(added, pieces.gain(norm)))
            .orElse(added),
        1);
  }
}
