package io.hydrascope.jobs.compensation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.jobs.streams.held.HoldingOperator;
import io.hydrascope.testkit.flink.TestingOperator;
import io.hydrascope.testkit.flink.TestingOperator.Snapshot;
import io.hydrascope.testkit.flink.TestingOperator.Subject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmitSegmentsTest {
  private static final int UNITS = TestingEffects.PLAN.size();

  @Test
  void processElement_moreThanAHundredValues_poolsTheRestAsOther() throws Exception {
    try (TestingOperator<CaptureSums, KeyedPromptSums> operator = start()) {
      for (int value = 0; value < 150; value++) {
        operator.add(capture("p" + value, Map.of("tenant", "t" + value, "task", "sums")));
      }
      Set<String> segments = new HashSet<>();
      operator.output().forEach(each -> segments.add(each.key().segment()));
      assertThat(segments)
          .hasSize(1 + AdmittedSegments.MOST_VALUES + 1 + 1)
          .contains("all", "tenant=t0", "tenant=t99", "tenant=other", "task=sums")
          .doesNotContain("tenant=t100");
      assertThat(operator.output()).hasSize(150 * 3 * UNITS);
      assertThat(
              operator.output().stream()
                  .filter(each -> each.key().segment().equals("tenant=other")))
          .hasSize(50 * UNITS);
      assertThat(operator.counted("segments_pooled")).isEqualTo(50);
    }
  }

  @Test
  void processElement_afterARestart_keepsTheValues() throws Exception {
    Snapshot snapshot;
    try (TestingOperator<CaptureSums, KeyedPromptSums> operator = start()) {
      for (int value = 0; value < AdmittedSegments.MOST_VALUES; value++) {
        operator.add(capture("p" + value, Map.of("tenant", "t" + value)));
      }
      snapshot = operator.snapshot();
    }
    try (TestingOperator<CaptureSums, KeyedPromptSums> operator =
        TestingOperator.start(subject(), 2, snapshot)) {
      operator.add(capture("p", Map.of("tenant", "t7")));
      operator.add(capture("q", Map.of("tenant", "new")));
      List<String> segments =
          operator.output().stream().map(each -> each.key().segment()).distinct().toList();
      assertThat(segments).containsExactly("all", "tenant=t7", "tenant=other");
    }
  }

  private static TestingOperator<CaptureSums, KeyedPromptSums> start() throws Exception {
    return TestingOperator.start(subject(), 1);
  }

  private static Subject<String, CaptureSums, KeyedPromptSums> subject() {
    return Subject.ofOperator(
        () -> HoldingOperator.of(new AdmitSegments(Duration.ofDays(90))), CaptureSums::model);
  }

  private static CaptureSums capture(String prompt, Map<String, String> segments) {
    return new SumPrompts().map(TestingEffects.of(prompt, segments, TestingEffects.PLAN));
  }
}
