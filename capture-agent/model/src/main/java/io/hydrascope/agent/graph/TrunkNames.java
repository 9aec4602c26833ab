package io.hydrascope.agent.graph;

import java.util.List;

/**
 * How the inputs and outputs of {@link TrunkGraph} and {@link IntactGraph} are called; the same
 * name with each layer.
 */
public final class TrunkNames {
  public static final String TOKENS = "tokens";
  public static final String READOUTS = "readouts";
  public static final String DIRECTION = "direction";
  public static final String KAPPA = "kappa";
  public static final String RESIDUAL = "residual";
  public static final String EMBED = "embed";
  public static final String POS_EMBED = "pos_embed";
  public static final String PARTS = "parts";

  /** The direction's product with what the final norm reads. */
  public static final String READ = "read";

  /** Which places a run's rows, the intact one first, have at each readout. */
  public static final String ORDER = "order";

  /** Index of the readout that each row of a whole pass is at, where rows have one position. */
  public static final String ROWS_AT = "rows_at";

  private TrunkNames() {}

  /** Where a row joins the batch, in the order within a layer; {@link #order} says it. */
  public enum Join {
    /** Before attention, which reads a changed residual or whose parts are set later. */
    BLOCK("block"),
    /** One head's z is another. */
    HEAD("head"),
    /** What attention adds is another. */
    ATTENTION("attention"),
    /** Before the MLP, which reads a changed residual. */
    MLP_READ("mlp_read"),
    /** What the MLP adds is another. */
    MLP("mlp");

    private final String text;

    Join(String text) {
      this.text = text;
    }

    /** How rows lie in the batch: with parallel blocks the MLP comes before attention's rows. */
    public static List<Join> order(boolean parallel) {
      return parallel
          ? List.of(BLOCK, MLP_READ, HEAD, ATTENTION, MLP)
          : List.of(BLOCK, HEAD, ATTENTION, MLP_READ, MLP);
    }
  }

  /** What is set in rows that are in the batch already. */
  public enum Part {
    HEAD("head"),
    ATTENTION("attention"),
    MLP("mlp");

    private final String text;

    Part(String text) {
      this.text = text;
    }
  }

  /** The values put in place, or for a read what the residual changes by. */
  public static String values(Join join, int layer) {
    return join.text + "_values_" + layer;
  }

  /** Index of the readout that each joining row is at, where rows have one position each. */
  public static String at(Join join, int layer) {
    return join.text + "_at_" + layer;
  }

  /** Index of each joining row's head. */
  public static String heads(int layer) {
    return "heads_" + layer;
  }

  /** Which rows, or rows and heads, are set. */
  public static String setAt(Part part, int layer) {
    return "set_" + part.text + "_at_" + layer;
  }

  public static String setValues(Part part, int layer) {
    return "set_" + part.text + "_values_" + layer;
  }

  public static String intactZ(int layer) {
    return "intact_z_" + layer;
  }

  public static String intactAttention(int layer) {
    return "intact_attention_" + layer;
  }

  public static String intactProjection(int layer) {
    return "intact_projection_" + layer;
  }

  public static String intactMlp(int layer) {
    return "intact_mlp_" + layer;
  }

  public static String intactKeys(int layer) {
    return "intact_keys_" + layer;
  }

  public static String intactValues(int layer) {
    return "intact_values_" + layer;
  }

  /** The intact run's z at the readouts. */
  public static String readZ(int layer) {
    return "read_z_" + layer;
  }

  /** What the intact run's attention adds at the readouts. */
  public static String readAttention(int layer) {
    return "read_attention_" + layer;
  }

  public static String readProjection(int layer) {
    return "read_projection_" + layer;
  }

  /** What the intact run's MLP adds at the readouts. */
  public static String readMlp(int layer) {
    return "read_mlp_" + layer;
  }

  public static String back(int layer) {
    return "back_" + layer;
  }

  public static String headParts(int layer) {
    return "head_parts_" + layer;
  }

  public static String attentionScale(int layer) {
    return "attention_scale_" + layer;
  }

  /** The same of the intact run, in a graph that has rows as well. */
  public static String intactScale(int layer) {
    return "intact_scale_" + layer;
  }

  public static String mlpParts(int layer) {
    return "mlp_parts_" + layer;
  }

  /** z of the rows at the readouts. */
  public static String rowZ(int layer) {
    return "row_z_" + layer;
  }

  /** What attention adds in the rows at the readouts. */
  public static String rowAttention(int layer) {
    return "row_attention_" + layer;
  }

  /** What the MLP adds in the rows at the readouts. */
  public static String rowMlp(int layer) {
    return "row_mlp_" + layer;
  }
}
