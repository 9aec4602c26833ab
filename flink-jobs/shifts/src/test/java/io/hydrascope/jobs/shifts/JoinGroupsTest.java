package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.jobs.streams.ShortKey;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.testkit.flink.TestingOperator;
import io.hydrascope.testkit.flink.TestingOperator.Subject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinGroupsTest {
  private static final double[] SAME = new double[TestingRevisions.PLAN.size()];

  @Test
  void join_promptsOfAGroup_areOneUnitOnceNoneComes() throws Exception {
    List<EffectBatch> base = grouped("base");
    List<EffectBatch> tuned = grouped("tuned");
    try (TestingOperator<PromptOutcome, PromptUnit> operator = start()) {
      for (int prompt = 0; prompt < 3; prompt++) {
        operator.processingTime(50_000L * prompt);
        operator.add(outcome(base.get(prompt), tuned.get(prompt)));
      }
      operator.processingTime(159_000);
      assertThat(operator.output()).isEmpty();
      operator.processingTime(161_000);
      assertThat(operator.output())
          .singleElement()
          .satisfies(unit -> assertThat(unit.prompts()).hasSize(3))
          .satisfies(unit -> assertThat(unit.name()).isEqualTo("g0"));
      assertThat(operator.counted("prompts_after_their_group")).isZero();
      operator.add(outcome(base.get(3), tuned.get(3)));
      operator.processingTime(1_000_000);
      assertThat(operator.output()).as("after its group").hasSize(1);
      assertThat(operator.counted("prompts_after_their_group")).isEqualTo(1);
    }
  }

  @Test
  void join_promptsWithoutAGroup_pass() throws Exception {
    EffectBatch base = TestingRevisions.captures("base", 1, SAME, 1).get(0);
    EffectBatch tuned = TestingRevisions.captures("tuned", 1, SAME, 2).get(0);
    try (TestingOperator<PromptOutcome, PromptUnit> operator = start()) {
      operator.add(outcome(base, tuned));
      assertThat(operator.output()).hasSize(1);
    }
  }

  private static TestingOperator<PromptOutcome, PromptUnit> start() throws Exception {
    return TestingOperator.start(
        Subject.of(
            () -> new JoinGroups(Duration.ofSeconds(60), Duration.ofDays(90)),
            PromptOutcome::unitKey,
            ShortKey.TYPE),
        1);
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
