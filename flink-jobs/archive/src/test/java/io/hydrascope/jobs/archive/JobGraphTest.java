package io.hydrascope.jobs.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.testkit.flink.TestingJobGraph;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobGraphTest {
  private static final List<String> ARGUMENTS =
      List.of("--kafka", "localhost:1", "--clickhouse", "http://localhost:1");

  @Test
  void build_requiredArguments_givesEveryOperatorAUid() {
    TestingJobGraph graph =
        TestingJobGraph.of(environment -> new ArchiveJob().build(environment, ARGUMENTS));

    assertThat(graph.operators()).isNotEmpty();
    assertThat(graph.withoutUid()).isEmpty();
  }

  @Test
  void build_unknownArgument_namesTheNearest() {
    assertThatThrownBy(
            () ->
                TestingJobGraph.of(
                    environment ->
                        new ArchiveJob().build(environment, List.of("--responses", "0.5"))))
        .hasMessageContaining("did you mean --responses-rate?");
  }
}
