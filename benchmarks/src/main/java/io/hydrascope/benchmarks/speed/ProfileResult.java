package io.hydrascope.benchmarks.speed;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hydrascope.benchmarks.Machine;
import java.util.List;

/** What {@link ProfileBenchmark} writes. */
record ProfileResult(Machine machine, List<Case> cases) {
  /**
   * @param seconds of one run with profiling on, median
   */
  record Case(
      String what, int tokens, String readout, int runs, double seconds, List<Graph> graphs) {}

  /**
   * One of the graphs that a run goes through.
   *
   * @param passes in all runs and the check at load
   * @param seconds in one run
   */
  record Graph(
      String name,
      int passes,
      @JsonProperty("seconds_per_run") double seconds,
      List<Operator> operators) {}

  /**
   * @param share of the graph's time; what all operators leave is the engine's own
   */
  record Operator(String name, double share) {}
}
