package io.hydrascope.storage;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.LineEstimate;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.rows.RepairEstimates;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.TailEstimates;
import io.hydrascope.schemas.rows.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Rows of a small model, by meaning. */
public final class TestingRows {
  public static final String MODEL = "tiny";
  public static final long NOON = 1_767_268_800_123_456L; // 2026-01-01 12:00:00.123456

  private TestingRows() {}

  /** A time of today, for rows that end by their own time. */
  public static long recent() {
    return ChronoUnit.DAYS.between(Instant.EPOCH, Instant.now()) * 86_400_000_000L + 123_456L;
  }

  public static CaptureSource source(String revision) {
    return new CaptureSource(MODEL, revision, "ab".repeat(32), "run-1");
  }

  public static Capture capture(String promptId) {
    return new Capture(
        "capture-of-" + promptId,
        promptId,
        "template-1",
        Map.of("task", "sums", "tenant", "ä", "b", "", "a", "1"),
        NOON);
  }

  /** Two components at two positions each; every number differs and has no short decimal form. */
  public static EffectBatch effects(String promptId) {
    int rows = 4;
    double[] measures = new double[rows * Measure.COUNT];
    for (int index = 0; index < measures.length; index++) {
      measures[index] = Math.sin(index + 1) / 3;
    }
    List<AblationUnit> ablated = List.of(AblationUnit.head(1, 2), AblationUnit.mlpOut(3));
    return new EffectBatch(
        source("base"),
        new CapturePlan(
            Ablation.MEAN, Scope.ALL_POSITIONS, Target.NEXT, ablated, "all", "reference-1"),
        capture(promptId),
        ablated,
        new int[] {0, 0, 1, 1},
        new int[] {3, 7, 3, 7},
        CaptureRows.noDonors(4),
        new int[] {11, 0, 11, Integer.MAX_VALUE},
        new double[] {1 / 3.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE},
        new double[] {Math.PI, -1 / 7.0, Double.NaN, Double.NEGATIVE_INFINITY},
        new boolean[] {true, false, false, true},
        measures);
  }

  public static MetricsKey key(AblationUnit component) {
    return new MetricsKey(
        MODEL, "base", component, "zero", "all_positions", "argmax", "", "all", "all", 0, "all");
  }

  /** Every estimate differs; {@code logprobDrop} is what fragility ranks by. */
  public static MetricsRow metrics(
      AblationUnit component, long updatedAtMicros, double logprobDrop) {
    Estimate[] means = new Estimate[Measure.COUNT];
    double[] variances = new double[Measure.COUNT];
    for (int index = 0; index < means.length; index++) {
      means[index] = estimate(index + 1);
      variances[index] = (index + 1) / 9.0;
    }
    means[Measure.LOGPROB_DROP.ordinal()] =
        new Estimate(logprobDrop, logprobDrop - 0.1, logprobDrop + 0.1);
    return new MetricsRow(
        key(component),
        updatedAtMicros,
        40,
        10,
        means,
        variances,
        new RepairEstimates(
            estimate(22),
            estimate(23),
            estimate(24),
            estimate(25),
            estimate(26),
            estimate(27),
            2 / 7.0,
            3 / 7.0),
        new LineEstimate(estimate(29), estimate(30), 4 / 7.0),
        new LineEstimate(estimate(31), estimate(32), 5 / 7.0),
        new TailEstimates(8 / 7.0, 9 / 7.0),
        estimate(21),
        estimate(28),
        estimate(33));
  }

  private static Estimate estimate(int seed) {
    return new Estimate(seed / 7.0, seed / 7.0 - 1 / 3.0, seed / 7.0 + 1 / 3.0);
  }

  /** As after one prompt: nothing has an interval or a variance, no fraction is defined. */
  public static MetricsRow undefinedMetrics(AblationUnit component) {
    Estimate[] means = new Estimate[Measure.COUNT];
    Arrays.fill(means, new Estimate(0.5, null, null));
    double[] variances = new double[Measure.COUNT];
    Arrays.fill(variances, Double.NaN);
    Estimate none = Estimate.UNDEFINED;
    return new MetricsRow(
        key(component),
        NOON,
        1,
        1,
        means,
        variances,
        RepairEstimates.UNDEFINED,
        LineEstimate.UNDEFINED,
        LineEstimate.UNDEFINED,
        new TailEstimates(null, null),
        none,
        none,
        none);
  }

  public static ShiftRow shift(
      AblationUnit component, long atMicros, double eValue, Verdict verdict) {
    return new ShiftRow(
        "self-repair",
        MODEL,
        "base",
        "fine-tuned",
        component,
        ShiftMeasure.SELF_REPAIR,
        "all",
        "zero",
        "all_positions",
        "next",
        atMicros,
        64,
        -1 / 3.0,
        -0.5,
        -0.1,
        eValue,
        0.05,
        0.02,
        verdict);
  }

  public static AlertRow alert(String alertId, long atMicros, AlertState state, AlertState before) {
    return new AlertRow(
        alertId,
        atMicros,
        "self-repair",
        MODEL,
        "base",
        "fine-tuned",
        "",
        "self_repair",
        state,
        before,
        "high",
        -1 / 3.0,
        -0.5,
        -0.1,
        Double.MAX_VALUE,
        64,
        "{\"prompts\":[\"p0\"],\"text\":\"a\\tb\"}");
  }
}
