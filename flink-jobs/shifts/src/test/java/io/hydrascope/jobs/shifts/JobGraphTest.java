package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class JobGraphTest {
  private static final List<String> ARGUMENTS =
      List.of("--kafka", "localhost:1", "--clickhouse", "http://localhost:1", "--base", "base");

  @Test
  void build_requiredArguments_givesEveryOperatorAUid() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    new ShiftJob().build(environment, ARGUMENTS);
    StreamGraph graph = environment.getStreamGraph();
    assertThat(graph.getStreamNodes())
        .isNotEmpty()
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull();
    assertThat(graph.getJobGraph().getVerticesAsArray()).isNotEmpty();
  }

  @Test
  void build_badRules_namesTheKey() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    List<String> arguments = new ArrayList<>(ARGUMENTS);
    arguments.addAll(List.of("--rules", "{\"type\":\"rules\",\"rules\":[{\"nam\":\"a\"}]}"));
    assertThatThrownBy(() -> new ShiftJob().build(environment, arguments))
        .hasMessageContaining("rules[0].nam is unknown; did you mean name?");
  }

  @Test
  void build_unknownArgument_namesTheNearest() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    assertThatThrownBy(() -> new ShiftJob().build(environment, List.of("--rulse", "3")))
        .hasMessageContaining("did you mean --rules?");
  }
}
