package io.hydrascope.platform.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {
  private static final Duration LOOK = Duration.ofMillis(200);

  @TempDir Path data;
  private final List<String> told = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();

  @Test
  void run_partIsDead_startsItAndSaysWhenRowsFlow() {
    TestingTime time = new TestingTime(Duration.ofMinutes(1));
    TestingPart part = new TestingPart(() -> true);
    keep(part, time);
    assertThat(part.started()).isEqualTo(1);
    assertThat(told)
        .containsExactly(
            "kafka was killed by signal 9; it starts again in 1 s, try 1 of 5",
            "kafka is back; rows flow again after 1.6 s");
    assertThat(givenUp).isEmpty();
  }

  @Test
  void run_startFailsTwice_triesAgainLaterEachTime() {
    TestingTime time = new TestingTime(Duration.ofMinutes(1));
    Iterator<Boolean> starts = List.of(false, false, true).iterator();
    TestingPart part = new TestingPart(starts::next);
    keep(part, time);
    assertThat(time.secondsWaited()).containsExactly(1L, 2L, 4L);
    assertThat(told)
        .contains("kafka did not start (a port is in use); it starts again in 2 s, try 2 of 5");
    assertThat(givenUp).isEmpty();
  }

  @Test
  void run_neverStarts_givesUpAfterFiveTriesWithReasonAndLog() {
    TestingPart part = new TestingPart(() -> false);
    keep(part, new TestingTime(Duration.ofMinutes(10)));
    assertThat(part.started()).isEqualTo(5);
    assertThat(givenUp)
        .containsExactly(
            "kafka did not start (a port is in use), after 5 starts in 10 minutes; see /data/kafka.log");
  }

  @Test
  void run_platformEndsWithThePart_mendsAndSaysNothing() {
    TestingPart part = new TestingPart(() -> true);
    keep(part, new TestingTime(LOOK.plusMillis(100)));
    assertThat(part.started()).isZero();
    assertThat(told).isEmpty();
  }

  private void keep(TestingPart part, TestingTime time) {
    new Keeper(
            part,
            new RestartBudget(time),
            LOOK,
            new Keeper.Surroundings(
                time, new DiskRoom(data, told::add), since -> true, time, told::add, givenUp::add))
        .run();
  }
}
