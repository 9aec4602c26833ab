package io.hydrascope.agent.offline;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.rows.RowShape;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.schemas.text.Counted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a sweep costs, as far as it is known before the first prompt.
 *
 * @param bytes of its file, about
 * @param memoryBytes that the process will have held at most, about; {@link PeakMemory#UNKNOWN}
 */
record ExpectedSweep(
    int prompts, long ablations, long rows, long bytes, long memoryBytes, Path output) {
  /** Text, and numbers with their names and all their digits. */
  private static final int JSON_ROW_BYTES = 640;

  private static final int JSON_RESPONSE_BYTES = 32;
  private static final int ARROW_ROW_BYTES = 160;
  private static final int PACKED_ROW_BYTES = 100;

  /** An fp32 number, packed: its last bits are noise, which cannot be packed. */
  private static final double PACKED_RESPONSE_BYTES = 3.6;

  /** Rows of a prompt are held as they were captured, as effects, and as they are written. */
  private static final int COPIES = 3;

  /** What Java and the engine still take once prompts run. */
  private static final long RUNNING_BYTES = 64L << 20;

  static ExpectedSweep of(
      Sweep sweep,
      List<Prompt> prompts,
      long allowed,
      Path output,
      RowShape shape,
      EngineOptions engine)
      throws IOException {
    double share = allowed / ((double) sweep.plan().ablated().size() * prompts.size());
    long allRows = 0;
    long largest = 0;
    for (Prompt prompt : prompts) {
      long rows = sweep.rows(prompt) - sweep.positions(prompt).length;
      allRows += rows;
      largest = Math.max(largest, rows * sweep.rowBytes());
    }
    long rows = Math.round(allRows * share);
    long working = sweep.passBytes() + COPIES * Math.min(largest, engine.memoryBudgetBytes());
    long peak = PeakMemory.bytes();
    return new ExpectedSweep(
        prompts.size(),
        allowed,
        rows,
        Math.round(rows * rowBytes(output, shape)),
        peak == PeakMemory.UNKNOWN ? peak : peak + working + RUNNING_BYTES,
        output);
  }

  private static double rowBytes(Path output, RowShape shape) {
    if (!output.toString().endsWith(SweepRequest.ARROW)) {
      return JSON_ROW_BYTES + (double) JSON_RESPONSE_BYTES * shape.responders().size();
    }
    return shape.responses()
        ? PACKED_ROW_BYTES + PACKED_RESPONSE_BYTES * shape.responders().size()
        : ARROW_ROW_BYTES;
  }

  /** For a person. */
  String said() {
    return "%s, about %s in %s%s"
        .formatted(
            Counted.of(rows, "row"),
            SweepForecast.size(bytes),
            output,
            memoryBytes == PeakMemory.UNKNOWN
                ? ""
                : "; about %s of memory".formatted(SweepForecast.size(memoryBytes)));
  }

  /**
   * What is known once some prompts have run.
   *
   * @param bytesTried that their rows take in a file
   */
  SweepForecast forecast(Path file, SweepTally tried, long bytesTried) throws IOException {
    return new SweepForecast(
        file,
        prompts,
        ablations,
        rows,
        Math.round((double) rows * bytesTried / Math.max(1, tried.rows())),
        Math.max(memoryBytes, PeakMemory.bytes()),
        tried.secondsOfAll(),
        tried.promptsDone());
  }
}
