package io.hydrascope.analysis;

import java.util.Arrays;
import java.util.Random;

/**
 * Spends a budget of ablations on the components that are fragile: prompt by prompt it says with
 * which probability each component is ablated, draws which ones are, and takes what was measured.
 *
 * <p>The first prompts are swept whole. Then each prompt gets a whole number of ablations, more at
 * first, while many components may still be among the most fragile, and fewer later, in proportion
 * to 1/√(prompts since the start): a slower form of successive rejects (Audibert, Bubeck and Munos
 * 2010) in which no component falls below the floor, so that one that turns fragile on a kind of
 * prompt that comes late is still found. {@link FragilityWeights} says how a prompt's ablations are
 * shared among components, {@link CappedProportions} turns that into probabilities, {@link
 * SystematicSample} draws with exactly these.
 *
 * <p>The probabilities of a prompt depend on the prompts before it only, so the means stay
 * unbiased: {@link InclusionWeightedMean}. The same seed and values give the same draws.
 */
public final class AdaptiveAllocation {
  /**
   * The share of the uniform rate, budget / (components · prompts), that {@link #defaultFloor}
   * takes.
   */
  private static final double FLOOR_SHARE = 0.2;

  private static final double WHOLE_SHARE = 0.2;
  private static final int LEAST_WHOLE = 2;
  private static final double LEAD = 5;

  private final int prompts;
  private final long budget;
  private final double floor;
  private final Random random;
  private final InclusionWeightedMean[] means; // [component]
  private final double[]
      values; // of the present prompt, NaN where none was observed // [component]
  private int next; // how many prompts were drawn
  private long spent;
  private Draw draw = new Draw(new double[0], new boolean[0]);

  /**
   * One prompt's draw.
   *
   * @param probabilities with which each component was to be ablated // [component]
   * @param included which ones are to be ablated // [component]
   */
  public record Draw(double[] probabilities, boolean[] included) {
    /** How many are to be ablated. */
    public int size() {
      int size = 0;
      for (boolean one : included) {
        size += one ? 1 : 0;
      }
      return size;
    }
  }

  /**
   * @param budget how many ablations may be spent; from components · prompts on all are made
   * @param floor the least probability, in (0, 1]
   * @throws IllegalArgumentException if the budget is below {@link #leastBudget}
   */
  public AdaptiveAllocation(int components, int prompts, long budget, double floor, long seed) {
    long least = leastBudget(components, prompts, floor);
    if (budget < least) {
      throw new IllegalArgumentException(
          "budget=%d is below %d: %d components with at least %d ablations each, then at least %d of them on each of the other prompts (floor=%s, prompts=%d)"
              .formatted(
                  budget,
                  least,
                  components,
                  Math.min(LEAST_WHOLE, prompts),
                  leastSize(components, floor),
                  floor,
                  prompts));
    }
    this.prompts = prompts;
    this.budget = Math.min(budget, (long) components * prompts);
    this.floor = floor;
    this.random = new Random(seed);
    this.means = new InclusionWeightedMean[components];
    Arrays.setAll(means, component -> new InclusionWeightedMean());
    this.values = new double[components];
  }

  /** The smallest budget: two ablations a component, then the floor on every other prompt. */
  public static long leastBudget(int components, int prompts, double floor) {
    if (components < 1 || prompts < 1 || !(floor > 0 && floor <= 1)) {
      throw new IllegalArgumentException(
          "components=%d, prompts=%d, floor=%s: expected at least 1, at least 1, in (0, 1]"
              .formatted(components, prompts, floor));
    }
    int whole = Math.min(LEAST_WHOLE, prompts);
    return (long) components * whole + (long) leastSize(components, floor) * (prompts - whole);
  }

  /** A part of the probability with which a uniform draw would include a component. */
  public static double defaultFloor(int components, int prompts, long budget) {
    double uniform = (double) budget / components / prompts;
    return FLOOR_SHARE * Math.min(1, uniform);
  }

  private static int leastSize(int components, double floor) {
    return (int) Math.ceil(components * floor - 1e-9);
  }

  /**
   * Draws the next prompt.
   *
   * @throws IllegalStateException if all prompts were drawn, or a value of the last one is missing
   */
  public Draw next() {
    if (next == prompts) {
      throw new IllegalStateException("all prompts=" + prompts + " were drawn");
    }
    finishPrompt();
    int size = size();
    double[] probabilities = probabilities(size);
    draw = new Draw(probabilities, SystematicSample.draw(probabilities, random));
    Arrays.fill(values, Double.NaN);
    next++;
    spent += size;
    return draw;
  }

  private int size() {
    int components = means.length;
    if (next < wholePrompts()) {
      return components;
    }
    int least = leastSize(components, floor);
    double weights = 0;
    for (int prompt = next; prompt < prompts; prompt++) {
      weights += weight(prompt);
    }
    double spare = budget - spent - (double) least * (prompts - next);
    return (int) Math.min(components, least + Math.round(spare * weight(next) / weights));
  }

  private static double weight(int prompt) {
    return 1 / Math.sqrt(prompt + LEAD);
  }

  /**
   * Prompts at the start on which every component is ablated: a fifth of the budget, at least 2,
   * and no more than leave the floor for the others.
   */
  private int wholePrompts() {
    int least = leastSize(means.length, floor);
    if (least == means.length) {
      return prompts;
    }
    long affordable = (budget - (long) least * prompts) / (means.length - least);
    long wished = Math.max(LEAST_WHOLE, (long) (WHOLE_SHARE * budget / means.length));
    return (int) Math.min(prompts, Math.min(affordable, wished));
  }

  private double[] probabilities(int size) {
    if (size == means.length) {
      double[] certain = new double[size];
      Arrays.fill(certain, 1);
      return certain;
    }
    return CappedProportions.of(FragilityWeights.of(means), size, floor);
  }

  /**
   * Takes the value of a component that the last draw included: its mean over the prompt's rows.
   *
   * @throws IllegalStateException if it was not included, or has its value
   */
  public void observe(int component, double value) {
    if (!isAwaited(component)) {
      throw new IllegalStateException("component=" + component + " has no value to come");
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "component=" + component + ": value=" + value + " is not finite");
    }
    values[component] = value;
  }

  private boolean isAwaited(int component) {
    return draw.included().length > 0
        && draw.included()[component]
        && Double.isNaN(values[component]);
  }

  private void finishPrompt() {
    for (int component = 0; component < draw.included().length; component++) {
      if (!draw.included()[component]) {
        means[component].skip(draw.probabilities()[component]);
      } else if (Double.isNaN(values[component])) {
        throw new IllegalStateException(
            "component=" + component + " has no value on prompt " + next);
      } else {
        means[component].add(draw.probabilities()[component], values[component]);
      }
    }
    draw = new Draw(new double[0], new boolean[0]);
  }

  /** Ablations drawn so far; never more than the budget. */
  public long spent() {
    return spent;
  }

  /** The means so far; takes in the last prompt, all of whose values must be there. */
  public InclusionWeightedMean[] means() {
    finishPrompt();
    return means.clone();
  }
}
