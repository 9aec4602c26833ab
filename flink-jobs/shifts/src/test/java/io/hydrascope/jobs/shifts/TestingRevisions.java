package io.hydrascope.jobs.shifts;

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

/** Captures of revisions whose self-repair is known. */
final class TestingRevisions {
  static final List<AblationUnit> PLAN =
      IntStream.range(0, 8).mapToObj(head -> AblationUnit.head(1, head)).toList();
  static final int POSITIONS = 3;

  private TestingRevisions() {}

  /**
   * The same prompts for any revision; self-repair of each component is moved by {@code shift} on
   * average.
   */
  static List<EffectBatch> captures(String revision, int prompts, double[] shift, long seed) {
    List<EffectBatch> batches = new ArrayList<>();
    Random noise = new Random(seed);
    for (int prompt = 0; prompt < prompts; prompt++) {
      batches.add(capture(revision, prompt, shift, noise));
    }
    return batches;
  }

  /** The same captures with their prompts in groups of {@code size}. */
  static List<EffectBatch> grouped(List<EffectBatch> captures, int size) {
    return captures.stream()
        .map(
            each ->
                with(
                    each,
                    new Capture(
                        each.capture().captureId(),
                        each.capture().promptId(),
                        "g" + number(each) / size,
                        each.capture().segments(),
                        each.capture().eventTimeMicros())))
        .toList();
  }

  /** The same captures: even prompts are sums, odd ones stories. */
  static List<EffectBatch> segmented(List<EffectBatch> captures) {
    return captures.stream()
        .map(
            each ->
                with(
                    each,
                    new Capture(
                        each.capture().captureId(),
                        each.capture().promptId(),
                        each.capture().group(),
                        Map.of("task", number(each) % 2 == 0 ? "sums" : "stories"),
                        each.capture().eventTimeMicros())))
        .toList();
  }

  static int number(EffectBatch effects) {
    return Integer.parseInt(effects.capture().promptId().substring(1));
  }

  private static EffectBatch with(EffectBatch effects, Capture capture) {
    return new EffectBatch(
        effects.source(),
        effects.plan(),
        capture,
        effects.ablated(),
        effects.component(),
        effects.position(),
        effects.donor(),
        effects.targetToken(),
        effects.intactLogit(),
        effects.ablatedLogit(),
        effects.top1Flip(),
        effects.measures());
  }

  private static EffectBatch capture(String revision, int prompt, double[] shift, Random noise) {
    Random common = new Random(prompt);
    EffectBatch effects = empty(revision, prompt, PLAN);
    for (int row = 0; row < effects.count(); row++) {
      effects.component()[row] = row / POSITIONS;
      effects.position()[row] = row % POSITIONS;
      effects.targetToken()[row] = 10 * prompt + row % POSITIONS;
      effects.measures()[row * Measure.COUNT + Measure.SELF_REPAIR.ordinal()] =
          common.nextGaussian() + shift[row / POSITIONS] + 0.05 * noise.nextGaussian();
    }
    return effects;
  }

  /** The same rows in two messages, by component. */
  static List<EffectBatch> inTwoParts(EffectBatch whole) {
    return List.of(part(whole, 0, 3), part(whole, 3, PLAN.size()));
  }

  private static EffectBatch part(EffectBatch whole, int from, int to) {
    EffectBatch part = empty(whole.source().revision(), number(whole), PLAN.subList(from, to));
    int first = from * POSITIONS;
    for (int row = 0; row < part.count(); row++) {
      part.component()[row] = row / POSITIONS;
      part.position()[row] = whole.position()[first + row];
      part.targetToken()[row] = whole.targetToken()[first + row];
    }
    System.arraycopy(
        whole.measures(), first * Measure.COUNT, part.measures(), 0, part.measures().length);
    return part;
  }

  private static EffectBatch empty(String revision, int prompt, List<AblationUnit> components) {
    int rows = POSITIONS * components.size();
    String id = "p" + prompt;
    return new EffectBatch(
        new CaptureSource("demo", revision, "ab".repeat(32), "run-" + revision),
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, PLAN, "all", ""),
        new Capture(revision + " " + id, id, id, Map.of(), 1_700L),
        components,
        new int[rows],
        new int[rows],
        CaptureRows.noDonors(rows),
        new int[rows],
        new double[rows],
        new double[rows],
        new boolean[rows],
        new double[rows * Measure.COUNT]);
  }
}
