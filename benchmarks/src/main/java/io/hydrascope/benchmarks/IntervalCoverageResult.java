package io.hydrascope.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What {@link IntervalCoverageBenchmark} writes.
 *
 * @param mostTokens a prompt has 1 to that many
 */
record IntervalCoverageResult(
    Machine machine,
    int runs,
    @JsonProperty("most_tokens") int mostTokens,
    List<Coverage> coverages) {
  /**
   * @param coverage part of the defined intervals that hold the truth
   * @param undefined runs without an interval
   */
  record Coverage(
      int prompts,
      String metric,
      double coverage,
      @JsonProperty("mean_width") double meanWidth,
      int undefined) {}
}
