package io.hydrascope.jobs.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.jobs.streams.ShortKey;
import io.hydrascope.testkit.flink.TestingOperator;
import io.hydrascope.testkit.flink.TestingOperator.Snapshot;
import io.hydrascope.testkit.flink.TestingOperator.Subject;
import java.time.Duration;
import org.apache.flink.api.java.tuple.Tuple2;
import org.junit.jupiter.api.Test;

/** Values are {@code capture/name}. */
class KeepFirstTest {
  private static final Duration HORIZON = Duration.ofDays(7);
  private static final long DAY = Duration.ofDays(1).toMillis();

  @Test
  void processElement_afterTheHorizon_isLateAndAfterTwiceTheHorizonNew() throws Exception {
    try (TestingOperator<String, String> operator = start()) {
      operator.processingTime(DAY);
      operator.add("c0/a");
      operator.processingTime(8 * DAY);
      operator.add("c0/a");
      assertCounted(operator, 1, 0);
      operator.processingTime(9 * DAY);
      operator.add("c0/a");
      operator.add("c0/b");
      assertCounted(operator, 1, 1);
      operator.processingTime(16 * DAY);
      operator.add("c0/a");
      operator.add("c0/b");
      assertThat(operator.output()).containsExactly("c0/a", "c0/b", "c0/a");
      assertCounted(operator, 1, 2);
    }
  }

  @Test
  void state_rescaledFromOneToTwo_stillKnowsEachName() throws Exception {
    Snapshot snapshot;
    try (TestingOperator<String, String> operator = start()) {
      for (int capture = 0; capture < 20; capture++) {
        operator.add("c%d/a".formatted(capture));
      }
      snapshot = operator.snapshot();
    }
    try (TestingOperator<String, String> operator = startTwo(snapshot)) {
      operator.processingTime(8 * DAY);
      for (int capture = 0; capture < 20; capture++) {
        operator.add("c%d/a".formatted(capture));
        operator.add("c%d/b".formatted(capture));
      }
      assertThat(operator.output()).hasSize(20).allMatch(each -> each.endsWith("/b"));
      assertCounted(operator, 0, 20);
    }
  }

  private static TestingOperator<String, String> start() throws Exception {
    return TestingOperator.start(subject(), 1);
  }

  private static TestingOperator<String, String> startTwo(Snapshot from) throws Exception {
    return TestingOperator.start(subject(), 2, from);
  }

  private static Subject<Tuple2<Long, Long>, String, String> subject() {
    return Subject.of(
        () -> new KeepFirst<>(HORIZON, value -> value, "letters"),
        value -> ShortKey.of(capture(value)),
        ShortKey.TYPE);
  }

  private static String capture(String value) {
    return value.substring(0, value.indexOf('/'));
  }

  private static void assertCounted(
      TestingOperator<String, String> operator, long repeated, long late) {
    assertThat(operator.counted("letters_repeated")).isEqualTo(repeated);
    assertThat(operator.counted("letters_repeated_late")).isEqualTo(late);
  }
}
