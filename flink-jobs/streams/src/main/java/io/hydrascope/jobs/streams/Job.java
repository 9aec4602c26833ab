package io.hydrascope.jobs.streams;

import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job that can be started here or on a cluster. */
public interface Job {
  /**
   * Of the state of all jobs; it changes where a job cannot go on from what an earlier version
   * wrote.
   */
  int STATE_LAYOUT = 2;

  /** As Flink shows it. */
  String name();

  /**
   * Adds the whole job to the environment.
   *
   * @throws IllegalArgumentException naming the argument that is wrong
   */
  void build(StreamExecutionEnvironment environment, List<String> arguments);
}
