package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hydrascope.benchmarks.Machine;
import java.util.Arrays;
import java.util.List;

/**
 * What {@link CostBenchmark} writes.
 *
 * @param loadBefore mean number of other busy threads on the machine in the minute before
 */
record CostResult(
    Machine machine,
    int threads,
    @JsonProperty("load_average_before") double loadBefore,
    ModelShape model,
    List<Point> points) {

  /** What the models of all points share. */
  record ModelShape(
      int heads,
      @JsonProperty("d_model") int width,
      int vocabulary,
      @JsonProperty("readout") String readout) {}

  /**
   * One case.
   *
   * @param x its place on the panel's axis
   * @param rowsPerPass ablations that fit into the memory budget; 0: the default
   * @param sweepMs of an ablation: the whole sweep's time over its ablations
   * @param plainMs of a row of the plain forward pass at its best batch
   * @param rows an ablation in plain rows
   * @param rowsByCounting the same if only multiplications took time
   */
  record Point(
      CostCase.Panel panel,
      int x,
      int layers,
      int tokens,
      @JsonProperty("rows_per_pass") int rowsPerPass,
      @JsonProperty("memory_bytes") long memoryBytes,
      int ablations,
      @JsonProperty("ms_per_ablation") Rounds sweepMs,
      @JsonProperty("plain_batch") int plainBatch,
      @JsonProperty("plain_ms_per_row") Rounds plainMs,
      double rows,
      @JsonProperty("rows_by_counting") double rowsByCounting) {}

  /** A time in every round. */
  record Rounds(double median, double min, double max, double[] rounds) {
    static Rounds of(double[] rounds) {
      double[] sorted = Arrays.stream(rounds).sorted().toArray();
      return new Rounds(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1], rounds);
    }
  }
}
