package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Transformer;

/**
 * How many rows fit into one pass. Counts the tensors that live at once where a pass is widest, all
 * fp32: an upper estimate, since the engine reuses what is no longer needed.
 */
public final class MemoryBudget {
  /** Logits, log-probabilities, probabilities, their product, the normed input of the matrix. */
  private static final int VOCABULARY_TENSORS = 5;

  /** More rows in a pass only push each other's tensors out of the processor's cache. */
  private static final long FAST_PASS_BYTES = 128L << 20;

  /** Measuring more rows at once gains nothing: the unembedding is read seldom enough. */
  private static final long FAST_READOUT_BYTES = 512L << 20;

  /** Residuals that wait to be read together: as many as make the intact run beside them cheap. */
  private static final long WAITING_BYTES = 64L << 20;

  private static final int SCORE_TENSORS = 3;

  /**
   * What is hidden from whom, of every head where its scores fall with distance; once without and
   * once with a window, whole and cut for a layer.
   */
  private static final int MASK_TENSORS = 4;

  private static final int HEAD_TENSORS = 8;
  private static final int HIDDEN_TENSORS = 5;
  private static final int RESIDUAL_TENSORS = 5;

  /**
   * A residual of its own each: values that replace, here and in the engine, and what they make.
   */
  private static final int REPLACING_TENSORS = 5;

  private final Dimensions size;
  private final long mlpWidth;
  private final int residualTensors;
  private final long budgetBytes;

  private MemoryBudget(Dimensions size, long mlpWidth, int residualTensors, long budgetBytes) {
    this.size = size;
    this.mlpWidth = mlpWidth;
    this.residualTensors = residualTensors;
    this.budgetBytes = budgetBytes;
  }

  public MemoryBudget(Transformer model, long budgetBytes) {
    this(
        model.dimensions(),
        model.blocks().stream().mapToInt(block -> block.mlp().width()).max().orElse(0),
        RESIDUAL_TENSORS,
        budgetBytes);
  }

  /** The budget of passes whose every row computes all, beside what may replace it. */
  public static MemoryBudget ofWholeRows(Dimensions size, long mlpWidth, long budgetBytes) {
    return new MemoryBudget(size, mlpWidth, RESIDUAL_TENSORS + REPLACING_TENSORS, budgetBytes);
  }

  /** Ablations that fit into one pass beside the intact run's values, at least 1. */
  public int ablationsAtOnce(int positions, int readouts) {
    long bytes = Math.min(budgetBytes, FAST_PASS_BYTES);
    long rows = bytes / trunkRowBytes(positions, readouts) - 1;
    return (int) Math.max(1, Math.min(rows, Integer.MAX_VALUE));
  }

  /**
   * Positions, all of them readouts, at which a pass of so many rows fits; a power of two below the
   * context.
   */
  public int positionsAtOnce(int rows) {
    int positions = size.contextLength();
    while (positions > 1 && rows * trunkRowBytes(positions, positions) > budgetBytes) {
      positions = Integer.highestOneBit(positions - 1);
    }
    return positions;
  }

  /**
   * @throws BadPromptException if an intact and an ablated row do not fit
   */
  public void requirePassFits(int positions, int readouts) {
    long bytes = 2 * Math.max(trunkRowBytes(positions, readouts), readoutBytes());
    if (bytes > budgetBytes) {
      throw new BadPromptException(
          "positions=%d need %d KiB for an intact and an ablated row, the memory budget is %d KiB:"
                  .formatted(positions, kibibytes(bytes), kibibytes(budgetBytes))
              + " raise it or shorten the prompt");
    }
  }

  /** Rows of one position each that fit into one pass over a prompt of so many positions. */
  public int positionRowsAtOnce(int positions) {
    long keysAndValues = 2L * size.layers() * positions * size.keyWidth();
    long left = budgetBytes - Float.BYTES * keysAndValues;
    return (int) Math.max(1, Math.min(left / positionRowBytes(positions), Integer.MAX_VALUE));
  }

  /** Whether a prompt, rows of one position each behind it, and their readout fit into one run. */
  public boolean takesAtOnce(int positions, int rows, int readouts) {
    long places = (long) positions + rows;
    long measured = (rows + readouts) * readoutBytes();
    // Rows wait for their direction with what each layer's heads and MLP put out.
    long waiting = (long) size.layers() * rows * (size.queryWidth() + size.width());
    long masks = MASK_TENSORS * places * places * size.heads();
    long run = trunkRowBytes(places, (long) readouts + rows) + Float.BYTES * (waiting + masks);
    return measured <= FAST_READOUT_BYTES && run + measured <= budgetBytes;
  }

  /** A pass of ablated rows, and what waits to be read. */
  long passBytes() {
    return Math.min(budgetBytes, FAST_PASS_BYTES) + waitingBytes();
  }

  /** Residuals of passes that have run and are not read yet. */
  public long waitingBytes() {
    return Math.min(budgetBytes, WAITING_BYTES);
  }

  /** Readouts that fit into one measurement of so many rows each, at least 1. */
  public int readoutsAtOnce(int rows) {
    long bytes = Math.min(budgetBytes, FAST_READOUT_BYTES);
    long fitting = bytes / (rows * readoutBytes());
    return (int) Math.max(1, Math.min(fitting, Integer.MAX_VALUE));
  }

  /** Ablated rows that fit into one measurement beside the intact row, at least 1. */
  int rowsAtOnce() {
    long fitting = Math.min(budgetBytes, FAST_READOUT_BYTES) / readoutBytes() - 1;
    return (int) Math.max(1, Math.min(fitting, Integer.MAX_VALUE));
  }

  /** Rows of a prompt that fit. */
  long rowsOfPrompt(int rowBytes) {
    return budgetBytes / rowBytes;
  }

  /**
   * @throws BadPromptException if a prompt's rows do not fit
   */
  void requireRowsFit(long rows, int rowBytes) {
    long bytes = rows * rowBytes;
    if (bytes > budgetBytes) {
      throw new BadPromptException(
          "rows=%d of this prompt need %d KiB, the memory budget is %d KiB:"
                  .formatted(rows, kibibytes(bytes), kibibytes(budgetBytes))
              + " raise it, ask for fewer components or use --readout last");
    }
  }

  private long trunkRowBytes(long positions, long readouts) {
    long attention =
        HEAD_TENSORS * positions * size.queryWidth()
            + SCORE_TENSORS * positions * positions * size.heads();
    long mlp = HIDDEN_TENSORS * positions * mlpWidth;
    long residual = residualTensors * positions * size.width();
    long outputs = readouts * (2L * size.width() + (long) size.layers() * (size.heads() + 1));
    return Float.BYTES * (Math.max(attention, mlp) + residual + outputs);
  }

  private long positionRowBytes(long positions) {
    long attention =
        HEAD_TENSORS * (long) size.queryWidth() + SCORE_TENSORS * positions * size.heads();
    long mlp = HIDDEN_TENSORS * mlpWidth;
    long residual = RESIDUAL_TENSORS * (long) size.width();
    long outputs = 2L * size.width() + (long) size.layers() * (size.heads() + 1);
    return Float.BYTES * (Math.max(attention, mlp) + residual + outputs);
  }

  private long readoutBytes() {
    return (long) Float.BYTES * VOCABULARY_TENSORS * (size.vocabulary() + size.width());
  }

  private static long kibibytes(long bytes) {
    return (bytes + 1023) >> 10;
  }
}
