package io.hydrascope.benchmarks.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One sweep whose cost is measured.
 *
 * @param panel what differs between cases of the same panel
 * @param rowsPerPass that fit into the memory budget; 0: as many as the sweep finds fastest
 */
record CostCase(Panel panel, int layers, int tokens, int rowsPerPass) {
  private static final int HEADS = 4;
  private static final int WIDTH = 256;
  private static final int VOCABULARY = 2048;
  private static final int CONTEXT = 256;

  private static final int FEW_LAYERS = 4;

  /** Its heads and MLPs make the rows of one large pass: 60. */
  private static final int MANY_LAYERS = 12;

  private static final int SHORT = 64;
  private static final long AMPLE_BYTES = 2L << 30;

  /**
   * Tensors of [position, d_model] that a pass keeps for a row at its widest, the MLP: five of four
   * times the width and five residuals.
   */
  private static final int TENSORS_PER_ROW = 25;

  /** What stands on a plot's horizontal axis. */
  enum Panel {
    TOKENS("tokens of the prompt", "4 layers"),
    LAYERS("layers", "64 tokens"),
    ROWS("ablations that fit into a pass", "12 layers, 64 tokens");

    private final String axis;
    private final String title;

    Panel(String axis, String title) {
      this.axis = axis;
      this.title = title;
    }

    String axis() {
      return axis;
    }

    /** What all its cases share. */
    String title() {
      return title;
    }
  }

  static List<CostCase> all() {
    List<CostCase> cases = new ArrayList<>();
    for (int tokens : new int[] {16, 32, 64, 128, 256}) {
      cases.add(new CostCase(Panel.TOKENS, FEW_LAYERS, tokens, 0));
    }
    for (int layers : new int[] {2, 4, 8, 12}) {
      cases.add(new CostCase(Panel.LAYERS, layers, SHORT, 0));
    }
    for (int rows : new int[] {1, 4, 16, 64}) {
      cases.add(new CostCase(Panel.ROWS, MANY_LAYERS, SHORT, rows));
    }
    return cases;
  }

  Gpt2Shape shape() {
    return new Gpt2Shape(layers, HEADS, WIDTH, VOCABULARY, CONTEXT);
  }

  int[] prompt() {
    return new Random(tokens).ints(tokens, 0, VOCABULARY).toArray();
  }

  /** The budget counts the intact run's row too; half a row more leaves room for what is small. */
  long memoryBytes() {
    long row = (long) Float.BYTES * tokens * TENSORS_PER_ROW * WIDTH;
    return rowsPerPass == 0 ? AMPLE_BYTES : (rowsPerPass + 1) * row + row / 2;
  }

  /** Its place on the panel's axis. */
  int x() {
    return switch (panel) {
      case TOKENS -> tokens;
      case LAYERS -> layers;
      case ROWS -> rowsPerPass;
    };
  }
}
