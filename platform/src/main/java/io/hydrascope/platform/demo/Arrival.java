package io.hydrascope.platform.demo;

import io.hydrascope.schemas.text.Counted;
import io.hydrascope.storage.query.FlowQueries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits until every row that was sent has reached every table that follows from it. */
final class Arrival {
  private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(90);
  private static final Duration LONGEST_WAIT_FOR_WINDOWS = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final FlowQueries flow;
  private final Lineup lineup;
  private final boolean isCompared;
  private final Clock clock;

  /**
   * @param isCompared whether every prompt of a candidate is compared with the base
   */
  Arrival(FlowQueries flow, Lineup lineup, boolean isCompared, Clock clock) {
    this.flow = flow;
    this.lineup = lineup;
    this.isCompared = isCompared;
    this.clock = clock;
  }

  /** Rows behind, by table; all 0 when everything is there. */
  record Backlog(long effects, long metrics, long comparisons) {
    String text() {
      List<String> parts = new ArrayList<>();
      addIfAny(parts, effects, "effect");
      addIfAny(parts, metrics, "row");
      addIfAny(parts, comparisons, "comparison");
      return "waiting for " + String.join(", ", parts);
    }

    private static void addIfAny(List<String> parts, long count, String noun) {
      if (count > 0) {
        String where = noun.equals("row") ? " in running_metrics" : "";
        parts.add(Counted.of(count, noun) + where);
      }
    }

    boolean isEmpty() {
      return effects == 0 && metrics == 0 && comparisons == 0;
    }
  }

  /**
   * @param refresh called after each look
   * @param waiting told what is awaited and how much is left
   * @return when every effect row could be queried; what follows from them came later
   * @throws IllegalStateException when nothing moved for 90 s, with what is missing
   */
  Instant await(List<String> captureIds, long rows, Runnable refresh, Consumer<String> waiting)
      throws InterruptedException {
    Backlog last = new Backlog(-1, -1, -1);
    Instant moved = clock.instant();
    Optional<Instant> queryable = Optional.empty();
    while (true) {
      Backlog backlog = backlog(captureIds, rows);
      if (backlog.effects() == 0 && queryable.isEmpty()) {
        queryable = Optional.of(clock.instant());
      }
      refresh.run();
      if (backlog.isEmpty()) {
        awaitWindows(refresh, waiting);
        return queryable.orElseThrow();
      }
      waiting.accept(backlog.text());
      if (!backlog.equals(last)) {
        last = backlog;
        moved = clock.instant();
      } else if (moved.plus(LONGEST_STANDSTILL).isBefore(clock.instant())) {
        throw new IllegalStateException(
            "nothing arrived for %d s; missing: %,d effects, %,d rows in running_metrics, %,d compared prompts; see the logs below the data directory"
                .formatted(
                    LONGEST_STANDSTILL.toSeconds(),
                    backlog.effects(),
                    backlog.metrics(),
                    backlog.comparisons()));
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** Not for ever: prompts that came too late for a window are never in it. */
  private void awaitWindows(Runnable refresh, Consumer<String> waiting)
      throws InterruptedException {
    Instant end = clock.instant().plus(LONGEST_WAIT_FOR_WINDOWS);
    String model = lineup.model();
    while (true) {
      long behind = flow.behindInWindows(model);
      if (behind <= 0 || !clock.instant().isBefore(end)) {
        return;
      }
      waiting.accept(
          "waiting for %s in the windows of running_metrics, at most %d s more"
              .formatted(
                  Counted.of(behind, "prompt"),
                  Duration.between(clock.instant(), end).toSeconds()));
      Thread.sleep(PAUSE.toMillis());
      refresh.run();
    }
  }

  /** Upstream first: what is seen complete there is all that the tables after it must hold. */
  private Backlog backlog(List<String> captureIds, long rows) {
    long effects = rows - flow.rowsOf(lineup.model(), lineup.revisions(), captureIds);
    String model = lineup.model();
    FlowQueries.Flow tables = flow.flow(model);
    long comparisons = 0;
    int last = isCompared ? lineup.revisions().size() : 1;
    for (String candidate : lineup.revisions().subList(1, last)) {
      FlowQueries.ComparedPrompts comparison =
          flow.comparison(model, lineup.revisions().get(0), candidate);
      comparisons += comparison.answered() - comparison.compared();
    }
    return new Backlog(effects, tables.dueInMetrics() - tables.inMetrics(), comparisons);
  }
}
