package io.hydrascope.platform.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How often one part may be started again: {@value #MOST_TRIES} times in ten minutes, after pauses
 * of 1, 2, 4, 8 and 16 seconds. Thread-safe.
 */
final class RestartBudget {
  static final int MOST_TRIES = 5;
  static final Duration WINDOW = Duration.ofMinutes(10);
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Clock clock;
  private final Deque<Instant> tries = new ArrayDeque<>();

  RestartBudget(Clock clock) {
    this.clock = clock;
  }

  /**
   * One of the tries.
   *
   * @param number from 1, among those of the last ten minutes
   * @param pause to be waited before it
   */
  record Try(int number, Duration pause) {}

  /** Takes the next try; empty when none is left. */
  synchronized Optional<Try> next() {
    Instant now = clock.instant();
    int before = since(now.minus(WINDOW));
    if (before >= MOST_TRIES) {
      return Optional.empty();
    }
    tries.add(now);
    return Optional.of(new Try(before + 1, FIRST_PAUSE.multipliedBy(1L << before)));
  }

  /** Tries of the last hour. */
  synchronized int lastHour() {
    Instant hourAgo = clock.instant().minus(REMEMBERED);
    while (!tries.isEmpty() && tries.peek().isBefore(hourAgo)) {
      tries.remove();
    }
    return tries.size();
  }

  private int since(Instant start) {
    return (int) tries.stream().filter(at -> !at.isBefore(start)).count();
  }
}
