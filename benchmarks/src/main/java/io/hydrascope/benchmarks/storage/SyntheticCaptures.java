package io.hydrascope.benchmarks.storage;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded effects of GPT-2-small's 156 heads and MLPs at 16 positions a prompt. */
final class SyntheticCaptures {
  private static final int LAYERS = 12;
  private static final int POSITIONS = 16;
  private static final long START_MICROS = 1_767_268_800_000_000L; // 2026-01-01 12:00:00
  private static final List<AblationUnit> UNITS = units();

  private SyntheticCaptures() {}

  private static List<AblationUnit> units() {
    List<AblationUnit> units = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int head = 0; head < LAYERS; head++) {
        units.add(AblationUnit.head(layer, head));
      }
      units.add(AblationUnit.mlpOut(layer));
    }
    return List.copyOf(units);
  }

  /** Draws the effects of as many prompts; each turn draws other ones. */
  static List<EffectBatch> draw(int prompts, int turn) {
    Random random = new Random(turn);
    return IntStream.range(0, prompts)
        .mapToObj(prompt -> batch("p%d-%d".formatted(turn, prompt), random))
        .toList();
  }

  private static EffectBatch batch(String promptId, Random random) {
    int rows = UNITS.size() * POSITIONS;
    return new EffectBatch(
        new CaptureSource("gpt2-small", "base", "ab".repeat(32), "run-1"),
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, UNITS, "all", ""),
        new Capture(
            "%016x%016x".formatted(random.nextLong(), random.nextLong()),
            promptId,
            promptId,
            Map.of("task", "sums", "tenant", "a"),
            START_MICROS + random.nextInt(1_000_000)),
        UNITS,
        IntStream.range(0, rows).map(row -> row / POSITIONS).toArray(),
        IntStream.range(0, rows).map(row -> row % POSITIONS).toArray(),
        CaptureRows.noDonors(rows),
        random.ints(rows, 0, 50_257).toArray(),
        random.doubles(rows).toArray(),
        random.doubles(rows).toArray(),
        new boolean[rows],
        random.doubles((long) rows * Measure.COUNT).map(Math::log).toArray());
  }
}
