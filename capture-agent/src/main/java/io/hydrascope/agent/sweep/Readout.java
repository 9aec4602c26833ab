package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.ReadoutGraph;

/** Reads final residuals in pieces that fit the memory budget. */
final class Readout implements AutoCloseable {
  private final GraphSession session;
  private final MemoryBudget budget;
  private final int width;

  Readout(GraphSession session, MemoryBudget budget, int width) {
    this.session = session;
    this.budget = budget;
    this.width = width;
  }

  /** What was measured. Every array is // [row, readout] */
  record Measured(float[] logit, float[] logprob, float[] kl, float[] scale, long[] argmax) {
    private static Measured allocate(int count) {
      return new Measured(
          new float[count], new float[count], new float[count], new float[count], new long[count]);
    }
  }

  /** A rectangle of rows and readouts; row 0 is read along with every one. */
  private record Piece(int firstRow, int rows, int firstReadout, int readouts) {}

  /**
   * @param residual row 0 is the intact one // [row, readout, d_model]
   * @param targets // [readout]
   */
  Measured measure(float[] residual, int[] targets) {
    int readouts = targets.length;
    int rows = residual.length / (readouts * width);
    Measured all = Measured.allocate(rows * readouts);
    int readoutsAtOnce = budget.readoutsAtOnce(readouts);
    int rowsAtOnce = budget.rowsAtOnce(readoutsAtOnce);
    for (int first = 0; first < readouts; first += readoutsAtOnce) {
      int count = Math.min(readoutsAtOnce, readouts - first);
      int row = 1;
      do {
        Piece piece = new Piece(row, Math.min(rowsAtOnce, rows - row), first, count);
        measure(piece, residual, targets, all);
        row += rowsAtOnce;
      } while (row < rows);
    }
    return all;
  }

  private void measure(Piece piece, float[] residual, int[] targets, Measured all) {
    int rowValues = piece.readouts() * width;
    float[] rows = new float[(1 + piece.rows()) * rowValues];
    for (int row = 0; row <= piece.rows(); row++) {
      int from = sourceRow(piece, row) * targets.length + piece.firstReadout();
      System.arraycopy(residual, from * width, rows, row * rowValues, rowValues);
    }
    int[] pieceTargets = new int[piece.readouts()];
    System.arraycopy(targets, piece.firstReadout(), pieceTargets, 0, piece.readouts());
    Tensors outputs =
        session.run(
            new Tensors()
                .put(ReadoutGraph.RESIDUAL, rows, 1 + piece.rows(), piece.readouts(), width)
                .put(ReadoutGraph.TARGETS, pieceTargets));
    for (int row = 0; row <= piece.rows(); row++) {
      int to = sourceRow(piece, row) * targets.length + piece.firstReadout();
      copyRow(outputs, row * piece.readouts(), all, to, piece.readouts());
    }
  }

  private static int sourceRow(Piece piece, int row) {
    return row == 0 ? 0 : piece.firstRow() + row - 1;
  }

  private static void copyRow(Tensors outputs, int from, Measured all, int to, int count) {
    System.arraycopy(outputs.floats(ReadoutGraph.LOGIT), from, all.logit(), to, count);
    System.arraycopy(outputs.floats(ReadoutGraph.LOGPROB), from, all.logprob(), to, count);
    System.arraycopy(outputs.floats(ReadoutGraph.KL), from, all.kl(), to, count);
    System.arraycopy(outputs.floats(ReadoutGraph.SCALE), from, all.scale(), to, count);
    System.arraycopy(outputs.longs(ReadoutGraph.ARGMAX), from, all.argmax(), to, count);
  }

  @Override
  public void close() {
    session.close();
  }
}
