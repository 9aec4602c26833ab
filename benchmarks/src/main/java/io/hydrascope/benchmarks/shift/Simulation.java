package io.hydrascope.benchmarks.shift;

import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.EProcess;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** The experiments, on the classes that the product uses. */
final class Simulation {
  static final int COMPONENTS = 1_000;
  static final double ALPHA = 0.05;
  static final double DELTA = 0.1;
  private static final int FIRST_COVERED_LOOK = 50;
  private static final double[] BEYOND = {0.25, 0.5, 1};
  private static final int SHIFTED_EVERY = 5;
  private static final double POWER = 0.8;

  private final EBenjaminiHochberg rule;
  private final Population population;
  private final int looks;
  private final double[] tThresholds; // [observations], one-sided over K components
  private final double[] tQuantiles; // [observations], of a 95% interval

  Simulation(Population population, int looks, double delta) {
    this.rule = new EBenjaminiHochberg(ALPHA, delta);
    this.population = population;
    this.looks = looks;
    tThresholds = quantiles(looks, ALPHA / COMPONENTS / 2);
    tQuantiles = quantiles(looks, ALPHA / 2);
  }

  private static double[] quantiles(int looks, double tail) {
    double[] quantiles = new double[looks + 1];
    for (int n = 2; n <= looks; n++) {
      quantiles[n] = TDistribution.of(n - 1.0).inverseSurvivalProbability(tail);
    }
    return quantiles;
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static void add(ProcessBatch processes, double[] values, double[] means) {
    for (int i = 0; i < values.length; i++) {
      values[i] += means[i];
    }
    processes.add(values);
  }

  /** What one experiment without change saw. */
  private final class Observer {
    private final double[] means;
    private final BitSet outside = new BitSet();
    private final BitSet outsideOfT = new BitSet();
    private boolean rejected;
    private boolean rejectedByT;

    Observer(double[] means) {
      this.means = means;
    }

    void look(ProcessBatch processes, int n) {
      rejected = rejected || !processes.shifted(rule).isEmpty();
      double threshold = tThresholds[n] * tThresholds[n];
      for (int i = 0; i < COMPONENTS && !rejectedByT; i++) {
        double beyond = Math.abs(processes.effect(i)) - rule.delta();
        rejectedByT = beyond > 0 && beyond * beyond > threshold * processes.squareOfError(i);
      }
      for (int i = 0; i < COMPONENTS && n >= FIRST_COVERED_LOOK; i++) {
        cover(processes, i, n);
      }
    }

    private void cover(ProcessBatch processes, int i, int n) {
      if (!outside.get(i)
          && processes.mayExclude(i, means[i], -Math.log(ALPHA))
          && !processes.process(i).covers(means[i], ALPHA)) {
        outside.set(i);
      }
      double off = processes.effect(i) - means[i];
      if (off * off > tQuantiles[n] * tQuantiles[n] * processes.squareOfError(i)) {
        outsideOfT.set(i);
      }
    }
  }

  CalibrationResult.NoChange noChange(int experiments) {
    double[] means = edges();
    int rejected = 0;
    int rejectedByT = 0;
    long missed = 0;
    long missedByT = 0;
    for (int experiment = 0; experiment < experiments; experiment++) {
      RandomGenerator random = random(experiment);
      ProcessBatch processes = new ProcessBatch(COMPONENTS, rule.delta());
      double[] values = new double[COMPONENTS];
      Observer watch = new Observer(means);
      for (int n = 1; n <= looks; n++) {
        population.draw(random, values);
        add(processes, values, means);
        watch.look(processes, n);
      }
      rejected += watch.rejected ? 1 : 0;
      rejectedByT += watch.rejectedByT ? 1 : 0;
      missed += watch.outside.cardinality();
      missedByT += watch.outsideOfT.cardinality();
    }
    double paths = (double) experiments * COMPONENTS;
    return new CalibrationResult.NoChange(
        population.name(),
        population.skewness(),
        experiments,
        looks,
        rejected,
        rejectedByT,
        1 - missed / paths,
        1 - missedByT / paths);
  }

  /** Every mean at an edge of what does not matter: the hardest case. */
  private double[] edges() {
    double[] means = new double[COMPONENTS];
    for (int i = 0; i < COMPONENTS; i++) {
      means[i] = i % 2 == 0 ? rule.delta() : -rule.delta();
    }
    return means;
  }

  private static boolean isShifted(int component) {
    return component % SHIFTED_EVERY == 0;
  }

  CalibrationResult.SomeChange someChange(int experiments) {
    double[] means = edges();
    for (int i = 0; i < COMPONENTS; i += SHIFTED_EVERY) {
      double beyond = BEYOND[i / SHIFTED_EVERY % BEYOND.length];
      means[i] += Math.copySign(beyond, means[i]);
    }
    Map<String, Double> rates = new LinkedHashMap<>();
    double latched = 0;
    double found = 0;
    for (int experiment = 0; experiment < experiments; experiment++) {
      RandomGenerator random = random(experiment);
      ProcessBatch processes = new ProcessBatch(COMPONENTS, rule.delta());
      double[] values = new double[COMPONENTS];
      StoppingRules rules = new StoppingRules(Simulation::isShifted);
      for (int n = 1; n <= looks; n++) {
        population.draw(random, values);
        add(processes, values, means);
        rules.look(n, processes.shifted(rule));
      }
      rules.proportions().forEach((name, share) -> rates.merge(name, share, Double::sum));
      latched += rules.latched();
      found += rules.found() / (COMPONENTS / (double) SHIFTED_EVERY);
    }
    rates.replaceAll((name, sum) -> sum / experiments);
    return new CalibrationResult.SomeChange(
        population.name(), experiments, looks, rates, latched / experiments, found / experiments);
  }

  /** The means are all at +delta, where a long upper tail is seen late. */
  CalibrationResult.Equivalence equivalence(int experiments) {
    int guarded = 0;
    int byInterval = 0;
    for (int experiment = 0; experiment < experiments; experiment++) {
      RandomGenerator random = random(experiment);
      ProcessBatch processes = new ProcessBatch(COMPONENTS, rule.delta());
      double[] values = new double[COMPONENTS];
      double[] means = new double[COMPONENTS];
      Arrays.fill(means, rule.delta());
      boolean any = false;
      boolean anyByInterval = false;
      for (int n = 1; n <= looks; n++) {
        population.draw(random, values);
        add(processes, values, means);
        any = any || !processes.equivalent(rule).isEmpty();
        anyByInterval = anyByInterval || processes.isAnyInside(ALPHA / COMPONENTS);
      }
      guarded += any ? 1 : 0;
      byInterval += anyByInterval ? 1 : 0;
    }
    return new CalibrationResult.Equivalence(
        population.name(), population.skewness(), experiments, looks, guarded, byInterval);
  }

  CalibrationResult.Power power(double beyond, int paths) {
    double threshold = Math.log(COMPONENTS / ALPHA);
    int[] needed = new int[paths];
    RandomGenerator random = random(0);
    double[] value = new double[1];
    for (int path = 0; path < paths; path++) {
      EProcess process = EProcess.start(rule.delta());
      while (needed[path] < looks && process.logE() < threshold) {
        population.draw(random, value);
        process.add(rule.delta() + beyond + value[0]);
        needed[path]++;
      }
    }
    Arrays.sort(needed);
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double z =
        normal.inverseSurvivalProbability(ALPHA / COMPONENTS / 2)
            + normal.inverseCumulativeProbability(POWER);
    return new CalibrationResult.Power(
        population.name(),
        beyond,
        paths,
        needed[(int) (POWER * paths)],
        needed[paths / 2],
        (int) Math.ceil(z * z / (beyond * beyond)));
  }
}
