package io.hydrascope.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * What a platform without an end keeps to: the last tenth is held against earlier ones, counted
 * from 0.
 *
 * @param steadyTenth of throughput
 * @param levelTenth of memory, which may grow until then
 * @param speeds whether throughput and checkpoints count: not where other work shares the cores
 */
record SoakTargets(int steadyTenth, int levelTenth, boolean speeds) {
  private static final double LEAST_THROUGHPUT = 0.9;
  private static final double MOST_MEMORY = 1.1;

  /** Beside other work a run gets less far in its minutes, and heaps are still filling. */
  private static final double MOST_MEMORY_BESIDE = 1.25;

  private static final double MOST_CHECKPOINT_SECONDS = 2;

  /** A row that adds ever more state would make it 3 in a run that doubles. */
  private static final double MOST_STATE = 2;

  /** In words; none where all is kept. */
  List<String> misses(Tenths tenths, CheckpointTimes half, long lost, long doubled) {
    List<String> misses = new ArrayList<>();
    if (speeds) {
      misses.addAll(slow(tenths, half));
    }
    double memory = tenths.lastToResident(levelTenth);
    double most = speeds ? MOST_MEMORY : MOST_MEMORY_BESIDE;
    if (!(memory <= most)) {
      misses.add(
          "resident memory of the last tenth is %.2f of tenth %d, most %.2f"
              .formatted(memory, levelTenth + 1, most));
    }
    double state = tenths.laterToEarlierState();
    if (state > MOST_STATE) {
      misses.add(
          "a row of the later half adds %.2f of the state that one of the earlier half adds, most %.0f"
              .formatted(state, MOST_STATE));
    }
    if (lost != 0 || doubled != 0) {
      misses.add("lost=%d and doubled=%d rows, none allowed".formatted(lost, doubled));
    }
    return misses;
  }

  private List<String> slow(Tenths tenths, CheckpointTimes half) {
    List<String> misses = new ArrayList<>();
    double throughput = tenths.lastToRows(steadyTenth);
    if (!(throughput >= LEAST_THROUGHPUT)) {
      misses.add(
          "throughput of the last tenth is %.2f of tenth %d, least %.2f"
              .formatted(throughput, steadyTenth + 1, LEAST_THROUGHPUT));
    }
    if (!(half.p99Seconds() <= MOST_CHECKPOINT_SECONDS)) {
      misses.add(
          "p99 of checkpoints at half speed is %.2f s, most %.0f"
              .formatted(half.p99Seconds(), MOST_CHECKPOINT_SECONDS));
    }
    return misses;
  }
}
