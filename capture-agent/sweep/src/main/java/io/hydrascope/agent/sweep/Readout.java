package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.ReadoutGraph;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Reads final residuals in pieces that fit the memory budget. */
public final class Readout {
  private final UnaryOperator<Tensors> graph;
  private final MemoryBudget budget;
  private final int width;

  /**
   * @param graph a {@link ReadoutGraph}
   */
  public Readout(UnaryOperator<Tensors> graph, MemoryBudget budget, int width) {
    this.graph = graph;
    this.budget = budget;
    this.width = width;
  }

  /**
   * What is read at each readout.
   *
   * @param targets whose logit is read // [readout]
   * @param reference what is taken off it is {@code reference·normed + bias} // [readout or 1,
   *     d_model]
   * @param referenceBias // [readout or 1]
   */
  public record Tokens(int[] targets, float[] reference, float[] referenceBias) {
    /** As a {@link ReadoutGraph} is asked for them. */
    public Tensors question(int width) {
      return new Tensors()
          .put(ReadoutGraph.TARGETS, targets)
          .put(ReadoutGraph.REFERENCE, reference, reference.length / width, width)
          .put(ReadoutGraph.REFERENCE_BIAS, referenceBias, referenceBias.length);
    }

    /** Those of one readout. */
    public Tokens at(int readout, int width) {
      return from(readout, 1, width);
    }

    /** Those of consecutive readouts. */
    Tokens from(int first, int count, int width) {
      int end = first + count;
      int[] some = Arrays.copyOfRange(targets, first, end);
      if (referenceBias.length == 1) {
        return new Tokens(some, reference, referenceBias);
      }
      return new Tokens(
          some,
          Arrays.copyOfRange(reference, first * width, end * width),
          Arrays.copyOfRange(referenceBias, first, end));
    }
  }

  /** What was measured. Every array is // [readout, row], with the intact run as row 0 */
  public record Measured(
      int rows,
      float[] logit,
      float[] logprob,
      float[] kl,
      float[] scale,
      float[] lead,
      int[] argmax) {
    /** As a run that is read out at once puts it out; of the intact row alone it says less. */
    public static Measured of(Tensors outputs) {
      int[] argmax =
          Arrays.stream(outputs.longs(ReadoutGraph.ARGMAX)).mapToInt(Math::toIntExact).toArray();
      float[] logit = outputs.floats(ReadoutGraph.LOGIT);
      boolean hasRows = outputs.has(ReadoutGraph.KL);
      return new Measured(
          logit.length / argmax.length,
          logit,
          outputs.floats(ReadoutGraph.LOGPROB),
          hasRows ? outputs.floats(ReadoutGraph.KL) : new float[logit.length],
          outputs.floats(ReadoutGraph.SCALE),
          hasRows ? outputs.floats(ReadoutGraph.LEAD) : new float[logit.length],
          argmax);
    }

    private static Measured allocate(int readouts, int rows) {
      int count = readouts * rows;
      return new Measured(
          rows,
          new float[count],
          new float[count],
          new float[count],
          new float[count],
          new float[count],
          new int[readouts]);
    }
  }

  /** Where the residuals of ablated rows lie. */
  public interface Residuals {
    int rows();

    /** Copies one row's residual at one readout. // [d_model] */
    void copy(int row, int readout, float[] to, int start);
  }

  /** A rectangle of readouts and rows; the intact row is read along with every one. */
  private record Piece(int firstReadout, int readouts, int firstRow, int rows) {}

  /**
   * @param intact // [readout, d_model]
   */
  public Measured measure(float[] intact, Residuals ablated, Tokens tokens) {
    int readouts = tokens.targets().length;
    Measured all = Measured.allocate(readouts, 1 + ablated.rows());
    int rowsAtOnce = budget.rowsAtOnce();
    for (int row = 0; row == 0 || row < ablated.rows(); row += rowsAtOnce) {
      int rows = Math.min(rowsAtOnce, ablated.rows() - row);
      int readoutsAtOnce = budget.readoutsAtOnce(1 + rows);
      for (int first = 0; first < readouts; first += readoutsAtOnce) {
        int count = Math.min(readoutsAtOnce, readouts - first);
        measure(new Piece(first, count, row, rows), intact, ablated, tokens, all);
      }
    }
    return all;
  }

  private void measure(
      Piece piece, float[] intact, Residuals ablated, Tokens tokens, Measured all) {
    int rows = 1 + piece.rows();
    float[] residual = new float[piece.readouts() * rows * width];
    for (int readout = 0; readout < piece.readouts(); readout++) {
      int of = piece.firstReadout() + readout;
      int to = readout * rows * width;
      System.arraycopy(intact, of * width, residual, to, width);
      for (int row = 0; row < piece.rows(); row++) {
        ablated.copy(piece.firstRow() + row, of, residual, to + (1 + row) * width);
      }
    }
    Tensors outputs =
        graph.apply(
            tokens
                .from(piece.firstReadout(), piece.readouts(), width)
                .question(width)
                .put(ReadoutGraph.RESIDUAL, residual, piece.readouts(), rows, width));
    copy(outputs, piece, all);
  }

  private static void copy(Tensors outputs, Piece piece, Measured all) {
    copy(outputs.floats(ReadoutGraph.LOGIT), piece, all.rows(), all.logit());
    copy(outputs.floats(ReadoutGraph.LOGPROB), piece, all.rows(), all.logprob());
    copy(outputs.floats(ReadoutGraph.KL), piece, all.rows(), all.kl());
    copy(outputs.floats(ReadoutGraph.SCALE), piece, all.rows(), all.scale());
    copy(outputs.floats(ReadoutGraph.LEAD), piece, all.rows(), all.lead());
    long[] argmax = outputs.longs(ReadoutGraph.ARGMAX);
    for (int readout = 0; readout < piece.readouts(); readout++) {
      all.argmax()[piece.firstReadout() + readout] = Math.toIntExact(argmax[readout]);
    }
  }

  private static void copy(float[] from, Piece piece, int allRows, float[] to) {
    int rows = 1 + piece.rows();
    for (int readout = 0; readout < piece.readouts(); readout++) {
      int start = (piece.firstReadout() + readout) * allRows;
      to[start] = from[readout * rows];
      System.arraycopy(from, readout * rows + 1, to, start + 1 + piece.firstRow(), piece.rows());
    }
  }
}
