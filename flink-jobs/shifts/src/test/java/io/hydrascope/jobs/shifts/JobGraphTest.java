package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.testkit.flink.TestingJobGraph;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobGraphTest {
  private static final List<String> ARGUMENTS =
      List.of("--kafka", "localhost:1", "--clickhouse", "http://localhost:1", "--base", "base");

  @Test
  void build_requiredArguments_givesEveryOperatorAUid() {
    TestingJobGraph graph =
        TestingJobGraph.of(environment -> new ShiftJob().build(environment, ARGUMENTS));

    assertThat(graph.operators()).isNotEmpty();
    assertThat(graph.withoutUid()).isEmpty();
  }

  @Test
  void build_badRules_namesTheKey() {
    List<String> arguments = new ArrayList<>(ARGUMENTS);
    arguments.addAll(List.of("--rules", "{\"type\":\"rules\",\"rules\":[{\"nam\":\"a\"}]}"));
    assertThatThrownBy(
            () -> TestingJobGraph.of(environment -> new ShiftJob().build(environment, arguments)))
        .hasMessageContaining("rules[0].nam is unknown; did you mean name?");
  }

  @Test
  void build_unknownArgument_namesTheNearest() {
    assertThatThrownBy(
            () ->
                TestingJobGraph.of(
                    environment -> new ShiftJob().build(environment, List.of("--rulse", "3"))))
        .hasMessageContaining("did you mean --rules?");
  }
}
