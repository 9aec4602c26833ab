package io.hydrascope.jobs.compensation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.analysis.PromptSums;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() says Exception; an interrupt may end the test
class CombinePromptsTest {
  private static final Duration LATENESS = Duration.ofMinutes(10);
  private static final long MINUTE = 60_000;

  @Test
  void checkpoint_promptsOfOneMinute_leaveBeforeItAsOneAccount() throws Exception {
    try (OneInputStreamOperatorTestHarness<KeyedPromptSums, KeyedAccount> operator = start()) {
      ComponentAccount expected = ComponentAccount.empty();
      for (int prompt = 0; prompt < 5; prompt++) {
        KeyedPromptSums sums = sums("p" + prompt, 2 * MINUTE + prompt);
        expected.add(sums.sums());
        operator.processElement(new StreamRecord<>(sums));
      }
      assertThat(operator.extractOutputValues()).isEmpty();
      operator.prepareSnapshotPreBarrier(1);
      KeyedAccount account = onlyOne(operator);
      assertThat(account.minuteMicros()).isEqualTo(2 * MINUTE * 1_000);
      assertThat(account.account()).usingRecursiveComparison().isEqualTo(expected.state());
    }
  }

  @Test
  void processElement_othersKeyOrMinute_staysApart() throws Exception {
    try (OneInputStreamOperatorTestHarness<KeyedPromptSums, KeyedAccount> operator = start()) {
      operator.processElement(new StreamRecord<>(sums("p0", 0)));
      operator.processElement(new StreamRecord<>(sums("p1", MINUTE)));
      operator.processElement(new StreamRecord<>(ofSegment("task=sums", "p2", MINUTE)));
      operator.setProcessingTime(1_000);
      assertThat(operator.extractOutputValues())
          .extracting(KeyedAccount::minuteMicros)
          .containsExactlyInAnyOrder(0L, MINUTE * 1_000, MINUTE * 1_000);
    }
  }

  @Test
  void processElement_withoutACheckpoint_waitsASecondAtMost() throws Exception {
    try (OneInputStreamOperatorTestHarness<KeyedPromptSums, KeyedAccount> operator = start()) {
      for (int second = 0; second < 3; second++) {
        operator.processElement(new StreamRecord<>(sums("p" + second, 0)));
        operator.setProcessingTime(1_000L * second + 999);
        assertThat(operator.extractOutputValues()).hasSize(second);
        operator.setProcessingTime(1_000L * (second + 1));
        assertThat(operator.extractOutputValues()).hasSize(second + 1);
      }
    }
  }

  @Test
  void watermark_thatEndsAWindow_comesAfterWhatWaits() throws Exception {
    try (OneInputStreamOperatorTestHarness<KeyedPromptSums, KeyedAccount> operator = start()) {
      long closes = MINUTE + LATENESS.toMillis() - 1;
      operator.processWatermark(closes - 1);
      operator.processElement(new StreamRecord<>(sums("late", 30_000)));
      operator.processWatermark(closes);
      List<Object> output = new ArrayList<>(operator.getOutput());
      assertThat(output.get(output.size() - 1)).isEqualTo(new Watermark(closes));
      assertThat(operator.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void finish_whatWaits_isSentOn() throws Exception {
    try (OneInputStreamOperatorTestHarness<KeyedPromptSums, KeyedAccount> operator = start()) {
      operator.processElement(new StreamRecord<>(sums("p0", 0)));
      operator.endInput();
      operator.getOneInputOperator().finish();
      assertThat(onlyOne(operator).keyText()).isEqualTo(sums("p0", 0).keyText());
    }
  }

  private static OneInputStreamOperatorTestHarness<KeyedPromptSums, KeyedAccount> start()
      throws Exception {
    OneInputStreamOperatorTestHarness<KeyedPromptSums, KeyedAccount> operator =
        new OneInputStreamOperatorTestHarness<>(new CombinePrompts(LATENESS));
    operator.getExecutionConfig().enableObjectReuse();
    operator.open();
    return operator;
  }

  private static KeyedAccount onlyOne(
      OneInputStreamOperatorTestHarness<KeyedPromptSums, KeyedAccount> operator) {
    assertThat(operator.extractOutputValues()).hasSize(1);
    return operator.extractOutputValues().get(0);
  }

  private static KeyedPromptSums sums(String prompt, long eventTimeMillis) {
    return ofSegment(CaptureSums.ALL, prompt, eventTimeMillis);
  }

  private static KeyedPromptSums ofSegment(String segment, String prompt, long eventTimeMillis) {
    CaptureSums capture =
        new SumPrompts()
            .map(TestingEffects.of(prompt, Map.of(), TestingEffects.PLAN, eventTimeMillis * 1_000));
    PromptSums sums = capture.units().get(0).sums();
    return KeyedPromptSums.of(
        capture.key(capture.units().get(0).unit(), segment), sums, capture.eventTimeMicros());
  }
}
