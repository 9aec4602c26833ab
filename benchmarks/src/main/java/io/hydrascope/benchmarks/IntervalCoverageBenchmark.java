package io.hydrascope.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.analysis.PromptSums;
import io.hydrascope.benchmarks.IntervalCoverageResult.Coverage;
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
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How often the 95% intervals of the running metrics hold the truth, on simulated prompts of
 * dependent tokens: {@code IntervalCoverageBenchmark RESULT.json}.
 *
 * <p>A prompt has 1 to 12 tokens; with its own normal C, U, W, H, M, O, P, Q, S and uniform Y, and
 * a token's normal e, exponential E and uniform y, each drawn anew where it stands:
 *
 * <pre>
 * direct_effect       x = 1 + 0.5 C + 0.7 (E − 1)
 * self_repair         0.35 x + 0.3 U + 0.3 e
 * total_effect        x − self_repair
 * compensatory_effect 0.2 + 0.4 x + 0.4 W + 0.3 (1 + |x| / 2) e
 * top1_flip           W + e &gt; 1
 * heads_response      0.2 x + 0.3 H + 0.3 e
 * mlps_response       0.15 x + 0.2 M + 0.3 e
 * other_response      0.05 x + 0.1 O + 0.1 e
 * norm_term           self_repair − the three, −0.05 x on average
 * contribution        x + 0.1 + 0.3 P + 0.2 e
 * positive_response   exp(0.5 Q − 0.125) E
 * erasure_response    positive_response (0.3 + 0.2 (Y − y))
 * synergy             −0.15 + 0.3 S + 0.4 (E − 1)
 * </pre>
 */
public final class IntervalCoverageBenchmark {
  private static final int RUNS = 2_000;
  private static final int[] PROMPTS = {30, 100, 300};
  private static final int MOST_TOKENS = 12;
  private static final double FRACTION = 0.35;
  private static final double SLOPE = 0.4;

  private static final double HEADS = 0.2;
  private static final double MLPS = 0.15;
  private static final double OTHER = 0.05;
  private static final double GAP = 0.1;
  private static final double ERASURE_SHARE = 0.3;
  private static final double SYNERGY = -0.15;

  /** P(N(0, 2) > 1). */
  private static final double FLIP_RATE = 0.23975006109347674;

  private static final AblationUnit UNIT = AblationUnit.head(0, 0);
  private static final MetricsKey KEY =
      new MetricsKey("m", "r", UNIT, "zero", "s", "t", "", "all", "all", 0, "all");

  private record CheckedEstimate(double truth, Function<MetricsRow, Estimate> estimate) {}

  private IntervalCoverageBenchmark() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: RESULT.json");
      System.exit(2);
    }
    List<Coverage> coverages = new ArrayList<>();
    for (int prompts : PROMPTS) {
      coverages.addAll(coverages(prompts, metrics()));
    }
    for (Coverage each : coverages) {
      System.out.printf(
          "%4d prompts  %-22s %.4f  mean width %.4f%n",
          each.prompts(), each.metric(), each.coverage(), each.meanWidth());
    }
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(
            Files.newBufferedWriter(Path.of(args[0])),
            new IntervalCoverageResult(Machine.present(), RUNS, MOST_TOKENS, coverages));
  }

  private static Map<String, CheckedEstimate> metrics() {
    Map<String, CheckedEstimate> metrics = new LinkedHashMap<>();
    metrics.put(
        "direct_effect_mean", new CheckedEstimate(1, row -> row.mean(Measure.DIRECT_EFFECT)));
    metrics.put(
        "self_repair_mean", new CheckedEstimate(FRACTION, row -> row.mean(Measure.SELF_REPAIR)));
    metrics.put("flip_rate", new CheckedEstimate(FLIP_RATE, MetricsRow::flipRate));
    metrics.put("repair_fraction", new CheckedEstimate(FRACTION, row -> row.repair().fraction()));
    metrics.put(
        "ce_on_de_slope", new CheckedEstimate(SLOPE, row -> row.compensatoryOnDirect().slope()));
    metrics.put(
        "ce_on_de_intercept",
        new CheckedEstimate(0.2, row -> row.compensatoryOnDirect().intercept()));
    metrics.put(
        "te_on_de_slope", new CheckedEstimate(1 - FRACTION, row -> row.totalOnDirect().slope()));
    metrics.put(
        "te_on_de_intercept", new CheckedEstimate(0, row -> row.totalOnDirect().intercept()));
    metrics.put("repair_from_heads", new CheckedEstimate(HEADS, row -> row.repair().fromHeads()));
    metrics.put("repair_from_mlps", new CheckedEstimate(MLPS, row -> row.repair().fromMlps()));
    metrics.put("repair_from_other", new CheckedEstimate(OTHER, row -> row.repair().fromOther()));
    metrics.put(
        "repair_from_norm",
        new CheckedEstimate(FRACTION - HEADS - MLPS - OTHER, row -> row.repair().fromNorm()));
    metrics.put(
        "erasure_share", new CheckedEstimate(ERASURE_SHARE, row -> row.repair().erasureShare()));
    metrics.put("importance_gap", new CheckedEstimate(GAP + FRACTION, MetricsRow::importanceGap));
    metrics.put("synergy_mean", new CheckedEstimate(SYNERGY, MetricsRow::synergy));
    return metrics;
  }

  private static List<Coverage> coverages(int prompts, Map<String, CheckedEstimate> metrics) {
    Random random = new Random(prompts);
    Random ofParts = new Random(-prompts);
    Map<String, Integer> covered = new LinkedHashMap<>();
    Map<String, Integer> undefined = new LinkedHashMap<>();
    Map<String, Double> widths = new LinkedHashMap<>();
    for (int run = 0; run < RUNS; run++) {
      ComponentAccount account = ComponentAccount.empty();
      for (int prompt = 0; prompt < prompts; prompt++) {
        account.add(prompt("p" + prompt, random, ofParts));
      }
      MetricsRow row = account.toRow(KEY, 0);
      metrics.forEach(
          (name, metric) -> {
            Estimate estimate = metric.estimate().apply(row);
            Double low = estimate.low();
            Double high = estimate.high();
            boolean known = low != null && high != null;
            undefined.merge(name, known ? 0 : 1, Integer::sum);
            if (low != null && high != null) {
              boolean holds = low <= metric.truth() && metric.truth() <= high;
              covered.merge(name, holds ? 1 : 0, Integer::sum);
              widths.merge(name, high - low, Double::sum);
            }
          });
    }
    return metrics.keySet().stream()
        .map(
            name -> {
              int missing = undefined.getOrDefault(name, 0);
              int defined = RUNS - missing;
              return new Coverage(
                  prompts,
                  name,
                  covered.getOrDefault(name, 0) / (double) defined,
                  widths.getOrDefault(name, 0.0) / defined,
                  missing);
            })
        .toList();
  }

  private static PromptSums prompt(String id, Random random, Random ofParts) {
    int tokens = 1 + random.nextInt(MOST_TOKENS);
    double c = random.nextGaussian();
    double u = random.nextGaussian();
    double w = random.nextGaussian();
    double[] measures = new double[tokens * Measure.COUNT];
    boolean[] flips = new boolean[tokens];
    for (int token = 0; token < tokens; token++) {
      double x = 1 + 0.5 * c + 0.7 * (exponential(random) - 1);
      double repair = FRACTION * x + 0.3 * u + 0.3 * random.nextGaussian();
      double noise = 0.3 * (1 + Math.abs(x) / 2) * random.nextGaussian();
      int start = token * Measure.COUNT;
      measures[start + Measure.DIRECT_EFFECT.ordinal()] = x;
      measures[start + Measure.SELF_REPAIR.ordinal()] = repair;
      measures[start + Measure.TOTAL_EFFECT.ordinal()] = x - repair;
      measures[start + Measure.COMPENSATORY_EFFECT.ordinal()] = 0.2 + SLOPE * x + 0.4 * w + noise;
      flips[token] = w + random.nextGaussian() > 1;
    }
    double synergy = addParts(measures, ofParts);
    return PromptSums.of(effects(id, measures, flips), 0, tokens).withSynergy(synergy);
  }

  /**
   * Adds the measures that split others; returns the sum of the synergy.
   *
   * @param measures of one prompt, with the effects // [token, measure]
   */
  private static double addParts(double[] measures, Random random) {
    double h = random.nextGaussian();
    double m = random.nextGaussian();
    double o = random.nextGaussian();
    double p = random.nextGaussian();
    double size = Math.exp(0.5 * random.nextGaussian() - 0.125);
    double s = random.nextGaussian();
    double share = ERASURE_SHARE + 0.2 * random.nextDouble();
    double synergy = 0;
    for (int start = 0; start < measures.length; start += Measure.COUNT) {
      double x = measures[start + Measure.DIRECT_EFFECT.ordinal()];
      double heads = HEADS * x + 0.3 * h + 0.3 * random.nextGaussian();
      double mlps = MLPS * x + 0.2 * m + 0.3 * random.nextGaussian();
      double other = OTHER * x + 0.1 * o + 0.1 * random.nextGaussian();
      double repair = measures[start + Measure.SELF_REPAIR.ordinal()];
      double positive = size * exponential(random);
      measures[start + Measure.HEADS_RESPONSE.ordinal()] = heads;
      measures[start + Measure.MLPS_RESPONSE.ordinal()] = mlps;
      measures[start + Measure.OTHER_RESPONSE.ordinal()] = other;
      measures[start + Measure.NORM_TERM.ordinal()] = repair - heads - mlps - other;
      measures[start + Measure.CONTRIBUTION.ordinal()] =
          x + GAP + 0.3 * p + 0.2 * random.nextGaussian();
      measures[start + Measure.POSITIVE_RESPONSE.ordinal()] = positive;
      measures[start + Measure.ERASURE_RESPONSE.ordinal()] =
          positive * (share - 0.2 * random.nextDouble());
      synergy += SYNERGY + 0.3 * s + 0.4 * (exponential(random) - 1);
    }
    return synergy;
  }

  private static double exponential(Random random) {
    return -Math.log(1 - random.nextDouble());
  }

  private static EffectBatch effects(String id, double[] measures, boolean[] flips) {
    int rows = flips.length;
    List<AblationUnit> units = List.of(UNIT);
    return new EffectBatch(
        new CaptureSource("m", "r", "ab".repeat(32), "run"),
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, units, "all", ""),
        new Capture(id, id, id, Map.of(), 0),
        units,
        new int[rows],
        IntStream.range(0, rows).toArray(),
        CaptureRows.noDonors(rows),
        new int[rows],
        new double[rows],
        new double[rows],
        flips,
        measures);
  }
}
