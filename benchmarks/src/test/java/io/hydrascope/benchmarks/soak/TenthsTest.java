package io.hydrascope.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TenthsTest {
  private static final CheckpointTimes QUICK = new CheckpointTimes(10, 0.1, 0.2, 0.3, 1_000);

  @Test
  void of_evenFlow_isLevel() {
    Tenths tenths = Tenths.of(samples(100, second -> 1_000L * second, second -> 500));

    assertThat(tenths.lastToRows(0)).isCloseTo(1, within(1e-9));
    assertThat(tenths.lastToResident(1)).isCloseTo(1, within(1e-9));
    assertThat(tenths.rowsASecond()[5]).isCloseTo(1_000, within(1e-6));
    assertThat(new SoakTargets(0, 1, true).misses(tenths, QUICK, 0, 0)).isEmpty();
  }

  @Test
  void of_slowStart_countsFromTheFirstRows() {
    Tenths tenths =
        Tenths.of(samples(100, second -> second < 20 ? 0 : 80L * (second - 19), second -> 500));

    assertThat(tenths.lastToRows(0)).isCloseTo(1, within(1e-9));
  }

  @Test
  void misses_slowerFuller_namesBoth() {
    Tenths tenths =
        Tenths.of(
            samples(
                100, second -> (long) (1_000 * second - 3.0 * second * second), s -> 500 + 3 * s));

    assertThat(new SoakTargets(0, 1, true).misses(tenths, QUICK, 0, 0))
        .hasSize(2)
        .satisfies(
            misses -> {
              assertThat(misses.get(0)).contains("throughput", "tenth 1,", "least 0.90");
              assertThat(misses.get(1)).contains("tenth 2", "most 1.10");
            });
  }

  @Test
  void misses_slowCheckpointsAndLostRows_namesBoth() {
    Tenths tenths = Tenths.of(samples(100, second -> 10L * second, second -> 500));
    CheckpointTimes slow = new CheckpointTimes(10, 1, 2.5, 3, 1_000);

    assertThat(new SoakTargets(0, 1, true).misses(tenths, slow, 3, 1))
        .containsExactly(
            "p99 of checkpoints at half speed is 2.50 s, most 2",
            "lost=3 and doubled=1 rows, none allowed");
  }

  @Test
  void misses_noCheckpointAtAll_isAMiss() {
    Tenths tenths = Tenths.of(samples(100, second -> 10L * second, second -> 500));

    assertThat(new SoakTargets(0, 1, true).misses(tenths, CheckpointTimes.of(List.of()), 0, 0))
        .hasSize(1);
  }

  @Test
  void misses_stateGrowsFasterThanRows_isAMissWhateverTheSpeed() {
    SoakTargets unhurried = new SoakTargets(0, 1, false);
    CheckpointTimes slow = new CheckpointTimes(10, 1, 2.5, 3, 1_000);
    AtSecond rows = second -> 10L * second;
    AtSecond level = second -> 500;

    assertThat(unhurried.misses(tenths(rows, level, s -> 4_000L * s), slow, 0, 0)).isEmpty();
    assertThat(unhurried.misses(tenths(rows, level, s -> 4_000L * s * s), slow, 0, 0))
        .singleElement()
        .asString()
        .contains("adds 3.", "most 2");
  }

  private static Tenths tenths(AtSecond rows, AtSecond megabytes, AtSecond state) {
    return Tenths.of(samples(100, rows, megabytes, state));
  }

  private interface AtSecond {
    long value(int second);
  }

  private static List<Sample> samples(int seconds, AtSecond rows, AtSecond megabytes) {
    return samples(seconds, rows, megabytes, second -> 0);
  }

  private static List<Sample> samples(
      int seconds, AtSecond rows, AtSecond megabytes, AtSecond state) {
    List<Sample> samples = new ArrayList<>();
    for (int second = 0; second <= seconds; second++) {
      samples.add(
          new Sample(
              second,
              rows.value(second),
              Map.of("taskmanager", megabytes.value(second) << 20),
              Map.of(),
              state.value(second),
              0,
              0,
              Map.of()));
    }
    return samples;
  }
}
