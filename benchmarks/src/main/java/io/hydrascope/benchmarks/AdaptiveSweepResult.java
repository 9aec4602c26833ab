package io.hydrascope.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** What {@link AdaptiveSweepBenchmark} writes; widths are half-widths of 95% intervals, in nats. */
record AdaptiveSweepResult(
    Machine machine,
    int prompts,
    int components,
    int seeds,
    @JsonProperty("most_fragile") List<String> mostFragile,
    List<Goal> targets) {
  /**
   * One width to reach: the median over seeds of the uniform sweep's at a part of all ablations.
   *
   * @param measure the mean half-width in nats, or in standard deviations of each component
   * @param componentsAsNarrow part of the (seed, component) pairs whose own width reached the
   *     uniform sweep's median for that component
   */
  record Goal(
      String measure,
      @JsonProperty("uniform_part") double uniformPart,
      double width,
      @JsonProperty("uniform_ablations") Spread uniformAblations,
      @JsonProperty("adaptive_ablations") Spread adaptiveAblations,
      Spread ratio,
      @JsonProperty("components_as_narrow") double componentsAsNarrow,
      @JsonProperty("uniform") Quality uniform,
      @JsonProperty("adaptive") Quality adaptive,
      @JsonProperty("uniform_at_adaptive_ablations") Quality uniformAtAdaptiveAblations) {}

  record Spread(double median, double min, double max) {}

  /**
   * @param foundOfTop how many of the ten truly most fragile are among the ten reported, on average
   * @param sameTop part of the seeds that report exactly the true ten
   * @param coverageOfTop part of their intervals that hold the true mean, prompts drawn anew
   * @param coverage the same of all components
   */
  record Quality(
      @JsonProperty("found_of_top_ten") double foundOfTop,
      @JsonProperty("same_top_ten") double sameTop,
      @JsonProperty("coverage_of_top_ten") double coverageOfTop,
      double coverage) {}
}
