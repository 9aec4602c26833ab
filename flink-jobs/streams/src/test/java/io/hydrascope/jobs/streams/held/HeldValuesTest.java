package io.hydrascope.jobs.streams.held;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.testkit.flink.TestingOperator;
import io.hydrascope.testkit.flink.TestingOperator.Snapshot;
import io.hydrascope.testkit.flink.TestingOperator.Subject;
import java.util.List;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeldValuesTest {
  private static final long LIFE = TestingCounts.LIFE.toMillis();

  enum Backend {
    ON_DISK,
    ON_THE_HEAP;

    StateBackend open() {
      return this == ON_DISK ? new EmbeddedRocksDBStateBackend(true) : new HashMapStateBackend();
    }
  }

  @ParameterizedTest
  @EnumSource
  void snapshot_valueChangedAThousandTimes_isSerialisedOnce(Backend backend) throws Exception {
    try (TestingOperator<String, String> operator = start(backend, 10, 1)) {
      TestingLongs.WRITTEN.set(0);
      for (int i = 0; i < 1_000; i++) {
        operator.add("k/a");
      }
      assertThat(TestingLongs.WRITTEN.get()).isZero();
      Snapshot unused = operator.snapshot();
      assertThat(TestingLongs.WRITTEN.get()).isOne();
      // What did not change is not written again; on the heap, Flink writes all that there is.
      Snapshot unusedToo = operator.snapshot();
      assertThat(TestingLongs.WRITTEN.get()).isEqualTo(backend == Backend.ON_DISK ? 1 : 2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void restore_rescaledFromOneToThreeToTwo_goesOnFromTheSnapshot(Backend backend) throws Exception {
    Snapshot first;
    try (TestingOperator<String, String> operator = start(backend, 10, 1)) {
      count(operator, 20);
      first = operator.snapshot();
      count(operator, 20); // after it, and not in it
    }
    Snapshot second;
    try (TestingOperator<String, String> operator = start(backend, 10, 3, first)) {
      count(operator, 20);
      assertThat(operator.output()).hasSize(20).allMatch(each -> each.endsWith("/a=2 of 1"));
      second = operator.snapshot();
    }
    try (TestingOperator<String, String> operator = start(backend, 10, 2, second)) {
      count(operator, 20);
      assertThat(operator.output()).hasSize(20).allMatch(each -> each.endsWith("/a=3 of 1"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void processElement_moreKeysThanTheHeapHolds_losesNone(Backend backend) throws Exception {
    TestingLongs.WRITTEN.set(0);
    try (TestingOperator<String, String> operator = start(backend, 3, 1)) {
      for (int round = 1; round <= 3; round++) {
        count(operator, 50);
      }
      assertThat(operator.output().subList(100, 150)).allMatch(each -> each.endsWith("/a=3 of 1"));
      if (backend == Backend.ON_DISK) {
        assertThat(TestingLongs.WRITTEN.get()).as("left before a checkpoint").isEqualTo(147);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void snapshot_recordsThatComeWhileItIsTaken_areNotInIt(Backend backend) throws Exception {
    Snapshot snapshot;
    try (TestingOperator<String, String> operator = start(backend, 10, 1)) {
      operator.add("k/a");
      snapshot = operator.snapshot();
      operator.add("k/a");
      operator.add("k/b");
    }
    try (TestingOperator<String, String> operator = start(backend, 10, 1, snapshot)) {
      operator.add("k/a");
      assertThat(operator.output()).containsExactly("k/a=2 of 1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void remove_ofAValue_isInTheNextSnapshot(Backend backend) throws Exception {
    Snapshot snapshot;
    try (TestingOperator<String, String> operator = start(backend, 10, 1)) {
      operator.add("k/a");
      operator.add("k/b");
      Snapshot unused = operator.snapshot();
      operator.add("k/-a");
      snapshot = operator.snapshot();
    }
    try (TestingOperator<String, String> operator = start(backend, 10, 1, snapshot)) {
      operator.add("k/b");
      operator.add("k/a");
      assertThat(operator.output()).containsExactly("k/b=2 of 1", "k/a=1 of 2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void value_notPutForItsLife_hasEndedOnTheHeapAndInState(Backend backend) throws Exception {
    Snapshot snapshot;
    try (TestingOperator<String, String> operator = start(backend, 10, 1)) {
      operator.processingTime(0);
      operator.add("k/a");
      operator.processingTime(LIFE - 1);
      operator.add("k/a");
      snapshot = operator.snapshot();
      operator.processingTime(2 * LIFE - 1);
      operator.add("k/a");
      assertThat(operator.output()).containsExactly("k/a=1 of 1", "k/a=2 of 1", "k/a=1 of 1");
    }
    try (TestingOperator<String, String> operator = start(backend, 10, 1, snapshot)) {
      operator.processingTime(2 * LIFE);
      operator.add("k/a");
      assertThat(operator.output()).isEqualTo(List.of("k/a=1 of 1"));
    }
  }

  private static void count(TestingOperator<String, String> operator, int keys) throws Exception {
    for (int key = 0; key < keys; key++) {
      operator.add("k" + key + "/a");
    }
  }

  private static TestingOperator<String, String> start(
      Backend backend, int mostKeys, int parallelism) throws Exception {
    return TestingOperator.start(subject(backend, mostKeys), parallelism);
  }

  private static TestingOperator<String, String> start(
      Backend backend, int mostKeys, int parallelism, Snapshot from) throws Exception {
    return TestingOperator.start(subject(backend, mostKeys), parallelism, from);
  }

  private static Subject<String, String, String> subject(Backend backend, int mostKeys) {
    return Subject.<String, String>ofOperator(
            () -> HoldingOperator.of(new TestingCounts(mostKeys)), TestingCounts::key)
        .on(backend.open());
  }
}
