package io.hydrascope.jobs.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.testkit.flink.TestingOperator;
import io.hydrascope.testkit.flink.TestingOperator.Snapshot;
import io.hydrascope.testkit.flink.TestingOperator.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.java.tuple.Tuple2;
import org.junit.jupiter.api.Test;

class RecogniseRepeatsTest {
  private static final Duration HORIZON = Duration.ofDays(7);
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final EffectBatch BOTH =
      TestingMessages.effects("p0", TestingMessages.HEAD, TestingMessages.MLP);

  @Test
  void processElement_anyPartsInAnyOrder_passesEachRowOnce() throws Exception {
    Random random = new Random(1);
    for (int repeat = 0; repeat < 20; repeat++) {
      List<EffectBatch> parts = new ArrayList<>();
      for (int part = 0; part < 6; part++) {
        boolean[] kept = new boolean[BOTH.count()];
        for (int row = 0; row < kept.length; row++) {
          kept[row] = random.nextBoolean();
        }
        kept[part] = true;
        parts.add(EffectSlice.of(BOTH, kept));
      }
      Collections.shuffle(parts, random);
      try (TestingOperator<EffectBatch, EffectBatch> operator = start(1)) {
        for (EffectBatch part : parts) {
          operator.add(part);
        }
        assertThat(rows(operator)).containsExactlyInAnyOrderElementsOf(rowsOf(BOTH));
        int sent = parts.stream().mapToInt(EffectBatch::count).sum();
        assertThat(operator.counted("rows_repeated")).isEqualTo(sent - BOTH.count());
        assertThat(operator.counted("rows_repeated_late")).isZero();
      }
    }
  }

  @Test
  void state_afterRestartAndRescale_stillKnowsEachCapture() throws Exception {
    Snapshot snapshot;
    try (TestingOperator<EffectBatch, EffectBatch> operator = start(1)) {
      for (int prompt = 0; prompt < 20; prompt++) {
        operator.add(TestingMessages.effects("p" + prompt, TestingMessages.HEAD));
      }
      snapshot = operator.snapshot();
    }
    try (TestingOperator<EffectBatch, EffectBatch> operator = start(4, snapshot)) {
      for (int prompt = 0; prompt < 20; prompt++) {
        operator.add(
            TestingMessages.effects("p" + prompt, TestingMessages.HEAD, TestingMessages.MLP));
      }
      assertThat(operator.output())
          .hasSize(20)
          .allSatisfy(each -> assertThat(each.ablated()).containsExactly(TestingMessages.MLP));
    }
  }

  @Test
  void processElement_afterTheHorizon_isLateAndAfterTwiceTheHorizonNew() throws Exception {
    try (TestingOperator<EffectBatch, EffectBatch> operator = start(1)) {
      operator.processingTime(DAY);
      operator.add(BOTH);
      operator.processingTime(DAY + 7 * DAY);
      operator.add(BOTH);
      assertThat(operator.counted("rows_repeated")).isEqualTo(BOTH.count());
      assertThat(operator.counted("rows_repeated_late")).isZero();
      operator.processingTime(DAY + 8 * DAY);
      operator.add(BOTH);
      assertThat(operator.output()).hasSize(1);
      assertThat(operator.counted("rows_repeated_late")).isEqualTo(BOTH.count());
      operator.processingTime(DAY + 15 * DAY);
      operator.add(BOTH);
      assertThat(operator.output()).hasSize(2);
      assertThat(operator.counted("rows_repeated")).isEqualTo(BOTH.count());
      assertThat(operator.counted("rows_repeated_late")).isEqualTo(BOTH.count());
    }
  }

  private static TestingOperator<EffectBatch, EffectBatch> start(int parallelism) throws Exception {
    return TestingOperator.start(subject(), parallelism);
  }

  private static TestingOperator<EffectBatch, EffectBatch> start(int parallelism, Snapshot snapshot)
      throws Exception {
    return TestingOperator.start(subject(), parallelism, snapshot);
  }

  private static Subject<Tuple2<Long, Long>, EffectBatch, EffectBatch> subject() {
    return Subject.of(
        () -> new RecogniseRepeats(HORIZON),
        batch -> ShortKey.ofCapture(batch.source(), batch.capture().captureId()),
        ShortKey.TYPE);
  }

  private static List<String> rows(TestingOperator<EffectBatch, EffectBatch> operator) {
    return operator.output().stream().flatMap(batch -> rowsOf(batch).stream()).toList();
  }

  private static List<String> rowsOf(EffectBatch batch) {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < batch.count(); row++) {
      rows.add(batch.component(row) + " " + batch.position()[row] + " " + batch.donorId(row));
    }
    return rows;
  }
}
