package io.hydrascope.benchmarks.capture;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.sweep.CaptureBatcher;
import io.hydrascope.analysis.Reduction;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How large the messages of one readout are at each level of detail, for full sweeps of heads,
 * attn_out and mlp_out. The messages are those of the agent; what numbers they hold does not matter
 * to their size.
 */
public final class CaptureSizeBenchmark {
  private static final List<AblationUnit.Kind> UNITS =
      List.of(AblationUnit.Kind.HEAD, AblationUnit.Kind.ATTN_OUT, AblationUnit.Kind.MLP_OUT);

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("bundled", new ResidualBasis(4, 4, false), 12),
          new Shape("gpt2-small", new ResidualBasis(12, 12, true), 64),
          new Shape("llama-3-8b", new ResidualBasis(32, 32, false), 8));

  private CaptureSizeBenchmark() {}

  /**
   * @param readouts of one capture
   */
  private record Shape(String name, ResidualBasis basis, int readouts) {}

  /** Argument: the result file. */
  public static void main(String[] arguments) throws IOException {
    List<Size> sizes = sizes();
    sizes.forEach(size -> System.out.println(row(size)));
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(Path.of(arguments[0]).toFile(), Map.of("captures", sizes));
  }

  /** What one prompt's captures take. */
  record Size(
      String model,
      String detail,
      int ablations,
      int readouts,
      int messages,
      long bytes,
      long bytesAReadout,
      long bytesARow) {}

  /** Measures every model and level. */
  static List<Size> sizes() {
    List<Size> sizes = new ArrayList<>();
    for (Shape shape : SHAPES) {
      for (Detail detail : Detail.values()) {
        sizes.add(size(shape, detail));
      }
    }
    return sizes;
  }

  /** As docs/agent.md has it. */
  static String row(Size size) {
    return "| %s | `%s` | %,d | %,d | %,d |"
        .formatted(
            size.model(), size.detail(), size.ablations(), size.bytesAReadout(), size.bytesARow());
  }

  private static Size size(Shape shape, Detail detail) {
    CapturePlan plan =
        new CapturePlan(
            Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, shape.basis.units(UNITS), "all", "");
    CaptureSource source =
        new CaptureSource("model", "base", "ab".repeat(32), "agent-" + "0".repeat(36));
    Capture capture =
        new Capture("0".repeat(32), "prompt-1", "prompt-1", Map.of("task", "math"), 0);
    CaptureRows rows = new Reduction(shape.basis, plan.ablated()).reduce(rows(shape, plan), detail);
    CaptureBatcher batcher = new CaptureBatcher(source, plan, shape.basis, detail);
    List<CaptureBatch> batches = new ArrayList<>(batcher.add(capture, rows));
    batches.addAll(batcher.flush());
    long bytes = 0;
    try (CaptureBatchCodec codec = new CaptureBatchCodec()) {
      for (CaptureBatch batch : batches) {
        bytes += codec.encode(batch, "chunk").value().length;
      }
    }
    return new Size(
        shape.name,
        detail.text(),
        plan.ablated().size(),
        shape.readouts,
        batches.size(),
        bytes,
        bytes / shape.readouts,
        Math.round(bytes / (double) rows.count()));
  }

  private static CaptureRows rows(Shape shape, CapturePlan plan) {
    CaptureRows rows =
        CaptureRows.allocate(shape.readouts * (1 + plan.ablated().size()), shape.basis.size());
    for (int row = 0; row < rows.count(); row++) {
      rows.position()[row] = row % shape.readouts;
      rows.ablated()[row] = row / shape.readouts - 1;
      rows.scale()[row] = 1;
    }
    return rows;
  }
}
