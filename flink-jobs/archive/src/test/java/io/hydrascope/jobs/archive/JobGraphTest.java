package io.hydrascope.jobs.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class JobGraphTest {
  private static final List<String> ARGUMENTS =
      List.of("--kafka", "localhost:1", "--clickhouse", "http://localhost:1");

  @Test
  void build_requiredArguments_givesEveryOperatorAUid() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    new ArchiveJob().build(environment, ARGUMENTS);
    StreamGraph graph = environment.getStreamGraph();
    assertThat(graph.getStreamNodes())
        .isNotEmpty()
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull();
    assertThat(graph.getJobGraph().getVerticesAsArray()).isNotEmpty();
  }

  @Test
  void build_unknownArgument_namesTheNearest() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    assertThatThrownBy(() -> new ArchiveJob().build(environment, List.of("--responses", "0.5")))
        .hasMessageContaining("did you mean --responses-rate?");
  }
}
