package io.hydrascope.testkit.flink;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;

/**
 * A job's operators, without running it.
 *
 * @param operators all by name
 * @param withoutUid those whose state no later version of the job would find
 */
public record TestingJobGraph(List<String> operators, List<String> withoutUid) {

  /**
   * @param job adds itself to the environment
   */
  public static TestingJobGraph of(Consumer<StreamExecutionEnvironment> job) {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    job.accept(environment);
    StreamGraph graph = environment.getStreamGraph();
    // Fails where the job cannot be translated.
    Objects.requireNonNull(graph.getJobGraph());
    return new TestingJobGraph(
        graph.getStreamNodes().stream().map(StreamNode::getOperatorName).toList(),
        graph.getStreamNodes().stream()
            .filter(node -> node.getTransformationUID() == null)
            .map(StreamNode::getOperatorName)
            .toList());
  }
}
