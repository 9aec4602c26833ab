package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.speed.CostResult.Rounds;
import java.util.List;

/**
 * What {@link LoadBenchmark} writes.
 *
 * @param loadBefore mean number of other busy threads on the machine in the minute before
 */
record LoadResult(
    Machine machine,
    int threads,
    @JsonProperty("load_average_before") double loadBefore,
    int heads,
    @JsonProperty("d_model") int width,
    List<Depth> depths) {

  /**
   * One model.
   *
   * @param seconds from the folder to a model that has been checked
   * @param processorSeconds that all processors spent on it together
   */
  record Depth(
      int layers, Rounds seconds, @JsonProperty("processor_seconds") Rounds processorSeconds) {}
}
