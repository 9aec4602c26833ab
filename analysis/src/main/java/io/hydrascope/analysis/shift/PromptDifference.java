package io.hydrascope.analysis.shift;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.List;

/**
 * What two revisions say of one prompt: means over the positions at which both read the same token,
 * at each of them over the donors that both have.
 *
 * @param base means of {@link ShiftMeasure#MADE_OF} // [component, measure]
 * @param candidate likewise
 * @param baseSums direct_effect and self_repair of the base, summed over all its positions,
 *     whatever the candidate // [component, 2]
 * @param trouble why the prompt cannot be compared; empty if it can
 */
public record PromptDifference(
    double[] base, double[] candidate, double[] baseSums, String trouble) {
  private static final int MEASURES = ShiftMeasure.MADE_OF.size();

  /** The difference of a prompt without components. */
  public static PromptDifference none() {
    return new PromptDifference(new double[0], new double[0], new double[0], "");
  }

  /**
   * @param ablated the plan's components
   * @param places at how many positions both read the same token // [component]
   */
  public static PromptDifference of(
      List<AblationUnit> ablated,
      int[] places,
      double[] base,
      double[] candidate,
      double[] baseSums) {
    return new PromptDifference(
        base, candidate, baseSums, trouble(ablated, places, base, candidate));
  }

  private static String trouble(
      List<AblationUnit> ablated, int[] places, double[] base, double[] candidate) {
    for (int component = 0; component < places.length; component++) {
      if (places[component] == 0) {
        return "no row of %s at a token that both read".formatted(ablated.get(component).text());
      }
    }
    for (int i = 0; i < base.length; i++) {
      if (!Double.isFinite(candidate[i] - base[i])) {
        return "%s of %s is not finite"
            .formatted(
                ShiftMeasure.MADE_OF.get(i % MEASURES).column(), ablated.get(i / MEASURES).text());
      }
    }
    return "";
  }

  public boolean isComparable() {
    return trouble.isEmpty();
  }
}
