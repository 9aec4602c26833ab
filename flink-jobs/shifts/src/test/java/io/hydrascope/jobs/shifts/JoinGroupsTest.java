package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.rows.EffectBatch;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() says Exception; an interrupt may end the test
class JoinGroupsTest {
  private static final double[] SAME = new double[TestingRevisions.PLAN.size()];

  @Test
  void join_promptsOfAGroup_areOneUnitOnceNoneComes() throws Exception {
    List<EffectBatch> base = grouped("base");
    List<EffectBatch> tuned = grouped("tuned");
    try (KeyedOneInputStreamOperatorTestHarness<String, PromptOutcome, PromptUnit> operator =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new JoinGroups(Duration.ofSeconds(60), Duration.ofDays(90))),
            PromptOutcome::unitText,
            Types.STRING)) {
      operator.open();
      for (int prompt = 0; prompt < 3; prompt++) {
        operator.setProcessingTime(50_000L * prompt);
        operator.processElement(new StreamRecord<>(outcome(base.get(prompt), tuned.get(prompt))));
      }
      operator.setProcessingTime(159_000);
      assertThat(operator.extractOutputValues()).isEmpty();
      operator.setProcessingTime(161_000);
      assertThat(operator.extractOutputValues())
          .singleElement()
          .satisfies(unit -> assertThat(unit.prompts()).hasSize(3))
          .satisfies(unit -> assertThat(unit.name()).isEqualTo("g0"));
      operator.processElement(new StreamRecord<>(outcome(base.get(3), tuned.get(3))));
      operator.setProcessingTime(1_000_000);
      assertThat(operator.extractOutputValues()).as("after its group").hasSize(1);
    }
  }

  @Test
  void join_promptsWithoutAGroup_pass() throws Exception {
    EffectBatch base = TestingRevisions.captures("base", 1, SAME, 1).get(0);
    EffectBatch tuned = TestingRevisions.captures("tuned", 1, SAME, 2).get(0);
    try (KeyedOneInputStreamOperatorTestHarness<String, PromptOutcome, PromptUnit> operator =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new JoinGroups(Duration.ofSeconds(60), Duration.ofDays(90))),
            PromptOutcome::unitText,
            Types.STRING)) {
      operator.open();
      operator.processElement(new StreamRecord<>(outcome(base, tuned)));
      assertThat(operator.extractOutputValues()).hasSize(1);
    }
  }

  private static List<EffectBatch> grouped(String revision) {
    return TestingRevisions.grouped(TestingRevisions.captures(revision, 4, SAME, 1), 4);
  }

  private static PromptOutcome outcome(EffectBatch base, EffectBatch candidate) {
    return new CollectedPrompt(List.of(PromptPart.of(candidate).with(1)))
        .minus(new CollectedPrompt(List.of(PromptPart.of(base).with(0))))
        .outcome();
  }
}
