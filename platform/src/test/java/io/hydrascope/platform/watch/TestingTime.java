package io.hydrascope.platform.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only while somebody waits for the end of the platform. */
final class TestingTime extends Clock implements Ending {
  private final List<Duration> waited = new ArrayList<>();
  private final Instant end;
  private Instant now = Instant.EPOCH;

  /**
   * @param untilEnd of the platform
   */
  TestingTime(Duration untilEnd) {
    end = now.plus(untilEnd);
  }

  @Override
  public boolean within(Duration time) {
    waited.add(time);
    now = now.plus(time);
    return !now.isBefore(end);
  }

  /** Waits of a second and more. */
  List<Long> secondsWaited() {
    return waited.stream().map(Duration::toSeconds).filter(seconds -> seconds > 0).toList();
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("only UTC");
  }
}
