package io.hydrascope.agent.export;

import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.ModelFile;
import io.hydrascope.agent.onnx.Rewrite;
import io.hydrascope.agent.onnx.Value;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The model over rows of the same tokens; in each row and at each position one unit can be
 * replaced. Parts are {@code direction · c}, what c adds to the readout before the final norm's
 * scale.
 *
 * <pre>
 * in   tokens [position]   readouts [readout]   directions [readout, d_model]
 *      replaced [row, position]                 number of a unit, or -1
 *      head_values [row, 1 or position, d_head]
 *      output_values [row, 1 or position, d_model]
 *      observed [1]                             of how many rows the values are put out, 0 or 1
 * out  residual [row, readout, d_model]   embed, pos_embed [readout]
 *      for each layer: heads [row, head, readout]   attention_bias [readout]
 *                      attention, mlp [row, readout]
 *                      first_z [observed, position, head, d_head]
 *                      first_attention, first_mlp [observed, position, d_model]
 * </pre>
 */
final class MaskGraph {
  static final String TOKENS = "tokens";
  static final String READOUTS = "readouts";
  static final String DIRECTIONS = "directions";
  static final String REPLACED = "replaced";
  static final String HEAD_VALUES = "head_values";
  static final String OUTPUT_VALUES = "output_values";
  static final String OBSERVED = "observed";
  static final String RESIDUAL = "residual";
  static final String EMBED = "embed";
  static final String POS_EMBED = "pos_embed";

  /** What the names of values over all positions begin with. */
  static final String FIRST = "first_";

  private static final String ROW = "row";
  private static final String READOUT = "readout";

  private final Rewrite rewrite;
  private final Graph graph;
  private final Decoder decoder;
  private final ExportedAnatomy size;
  private final Value readouts;
  private final Value directions;
  private final Value replaced; // [row, position, 1]
  private final Value rowAndPosition; // sizes [2]
  private final Value observed;
  private final Value headValues; // [row, 1 or position, 1, d_head]
  private final Value outputValues; // [row, 1 or position, d_model]

  private MaskGraph(ModelFile model, Decoder decoder, ExportedAnatomy size) {
    this.rewrite = new Rewrite(model);
    this.graph = rewrite.graph();
    this.decoder = decoder;
    this.size = size;
    Value tokens = graph.input(TOKENS, ElementType.INT64, "position");
    readouts = graph.input(READOUTS, ElementType.INT64, READOUT);
    directions = graph.input(DIRECTIONS, ElementType.FLOAT, READOUT, "d_model");
    Value units = graph.input(REPLACED, ElementType.INT64, ROW, "position");
    replaced = graph.unsqueeze(units, 2);
    rowAndPosition = graph.shape(units);
    observed = graph.input(OBSERVED, ElementType.INT64, "one");
    headValues =
        graph.unsqueeze(
            graph.input(HEAD_VALUES, ElementType.FLOAT, ROW, "head_value_position", "d_head"), 2);
    outputValues =
        graph.input(OUTPUT_VALUES, ElementType.FLOAT, ROW, "output_value_position", "d_model");
    decoder.inputs().feed(rewrite, tokens, rowAndPosition);
  }

  /** The graph in ONNX's wire form. */
  static byte[] of(ModelFile model, Decoder decoder, ExportedAnatomy size) {
    return new MaskGraph(model, decoder, size).build();
  }

  static String heads(int layer) {
    return "heads_" + layer;
  }

  static String attentionBias(int layer) {
    return "attention_bias_" + layer;
  }

  static String attention(int layer) {
    return "attention_" + layer;
  }

  static String mlp(int layer) {
    return "mlp_" + layer;
  }

  static String firstZ(int layer) {
    return FIRST + "z_" + layer;
  }

  static String firstAttention(int layer) {
    return FIRST + attention(layer);
  }

  static String firstMlp(int layer) {
    return FIRST + mlp(layer);
  }

  private byte[] build() {
    outputEmbedding(EMBED, decoder.embed());
    decoder.positionEmbed().ifPresent(value -> outputEmbedding(POS_EMBED, value));
    for (int layer = 0; layer < size.layers(); layer++) {
      Layer parts = decoder.layers().get(layer);
      outputHeads(layer, parts.projection());
      outputBias(layer, parts.projection());
      Value attention = replaceOutput(parts.attention().added(), size.attention(layer));
      outputParts(attention(layer), attention);
      outputFirst(firstAttention(layer), attention, "d_model");
      Value mlp = replaceOutput(parts.mlp().added(), size.mlp(layer));
      outputParts(mlp(layer), mlp);
      outputFirst(firstMlp(layer), mlp, "d_model");
    }
    Value residual = wide(rewrite.value(decoder.finalNorm().input()));
    output(RESIDUAL, graph.gather(residual, readouts, 1), ROW, READOUT, "d_model");
    return rewrite.toBytes();
  }

  /** Whatever the embedding adds is the same in every row. */
  private void outputEmbedding(String name, String embedding) {
    Value rows = graph.reshapeTo(rewrite.value(embedding), allRowsOf(graph.vector(size.width())));
    Value intact = graph.gather(graph.slice(rows, 0, 0, 1), readouts, 1);
    output(name, graph.squeeze(parts(intact), 0), READOUT);
  }

  private void outputHeads(int layer, Projection projection) {
    Value z = replaceHeads(layer, projection.z()); // [row, position, head, d_head]
    Value perHead =
        graph.reshape(back(projection), -1, size.heads(), size.headWidth()); // [readout, head, …]
    Value parts = graph.sum(graph.multiply(graph.gather(z, readouts, 1), perHead), 3);
    output(heads(layer), graph.transpose(parts, 0, 2, 1), ROW, "head", READOUT);
    outputFirst(firstZ(layer), z, "head", "d_head");
  }

  private Value replaceHeads(int layer, String name) {
    Value before = rewrite.beforeReplacement(name);
    Value shape = graph.concat(0, rowAndPosition, graph.vector(size.heads(), size.headWidth()));
    Value z = graph.reshapeTo(before, shape);
    long first = size.head(layer, 0);
    Value units = graph.vector(LongStream.range(first, first + size.heads()).toArray());
    Value here = graph.unsqueeze(graph.equal(replaced, units), 3); // [row, position, head, 1]
    Value after = graph.where(here, headValues, z);
    rewrite.define(name, graph.reshapeTo(after, graph.shape(before)));
    return after;
  }

  /** Without a [head, d_model] tensor: {@code direction · (z W) = z · (W direction)}. */
  private Value back(Projection projection) {
    ExportedLinear linear = projection.linear();
    Value matrix = rewrite.value(linear.matrix());
    Value outIn = linear.outFirst() ? matrix : graph.transpose(matrix, 1, 0);
    return graph.multiply(
        graph.matMul(directions, outIn), graph.constant((float) projection.scale()));
  }

  private void outputBias(int layer, Projection projection) {
    if (projection.biases().isEmpty()) {
      return;
    }
    Value total = graph.constant(0f);
    for (Projection.Bias bias : projection.biases()) {
      Value scaled =
          graph.multiply(rewrite.value(bias.constant()), graph.constant((float) bias.scale()));
      total = graph.add(total, scaled);
    }
    output(attentionBias(layer), graph.sum(graph.multiply(directions, total), 1), READOUT);
  }

  /** What is added to the residual, after its replacement. // [row, position, d_model] */
  private Value replaceOutput(String name, int unit) {
    Value before = rewrite.beforeReplacement(name);
    Value here = graph.equal(replaced, graph.vector(unit)); // [row, position, 1]
    Value after = graph.where(here, outputValues, wide(before));
    rewrite.define(name, graph.reshapeTo(after, graph.shape(before)));
    return after;
  }

  private void outputParts(String name, Value added) {
    output(name, parts(graph.gather(added, readouts, 1)), ROW, READOUT);
  }

  /**
   * All positions of the first row, where they are asked for.
   *
   * @param value // [row, position, …]
   */
  private void outputFirst(String name, Value value, String... axes) {
    String[] all =
        Stream.concat(Stream.of("observed", "position"), Stream.of(axes)).toArray(String[]::new);
    output(name, graph.first(value, 0, observed), all);
  }

  /** [row, readout, d_model] → // [row, readout] */
  private Value parts(Value added) {
    return graph.sum(graph.multiply(added, directions), 2);
  }

  /** Some exports put rows and positions on one axis. → // [row, position, d_model] */
  private Value wide(Value value) {
    Value shape = graph.concat(0, rowAndPosition, graph.vector(size.width()));
    return graph.reshapeTo(value, shape);
  }

  /** The shape of a value that has all rows, or one for all. */
  private Value allRowsOf(Value width) {
    Value positions = graph.slice(rowAndPosition, 0, 1, 2);
    return graph.concat(0, graph.vector(-1), positions, width);
  }

  private void output(String name, Value value, String... axes) {
    graph.output(name, value, ElementType.FLOAT, axes);
  }
}
