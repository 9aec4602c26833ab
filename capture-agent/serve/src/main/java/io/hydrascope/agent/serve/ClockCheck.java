package io.hydrascope.agent.serve;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Compares this machine's clock with the register's: captures carry the one, and whoever reads them
 * goes by others. Says once that they differ, and again after they have agreed.
 */
final class ClockCheck implements AutoCloseable {
  private static final Duration MOST = Duration.ofSeconds(5);
  private static final long PAUSE_SECONDS = 60;

  private final AgentRegister register;
  private final AgentMetrics metrics;
  private final AgentListener listener;
  private final Clock clock;
  private final ScheduledExecutorService timer;
  private boolean told;

  ClockCheck(AgentRegister register, AgentMetrics metrics, AgentListener listener, Clock clock) {
    this.register = register;
    this.metrics = metrics;
    this.listener = listener;
    this.clock = clock;
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "clock-check");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Looks now and then each minute. */
  void start() {
    // The executor keeps the future to itself: a look answers for its own failures.
    Future<?> unused = timer.scheduleWithFixedDelay(this::look, 0, PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  synchronized void look() {
    try {
      long before = micros();
      long theirs = register.clockMicros();
      long after = micros();
      long ahead = (before + after) / 2 - theirs;
      metrics.clockOffset(ahead / 1e6);
      boolean differs = Math.abs(ahead) - (after - before) / 2 > MOST.toNanos() / 1_000;
      if (differs && !told) {
        listener.happened(
            "this machine's clock is %.1f s %s that of ClickHouse: set it (NTP); captures carry its time, and the jobs refuse those that lie too far off"
                .formatted(Math.abs(ahead) / 1e6, ahead > 0 ? "ahead of" : "behind"));
      }
      told = differs;
    } catch (RegisterException e) {
      // Whoever registers prompts says that the register is away; the next look comes in a minute.
      metrics.clockOffset(Double.NaN);
    }
  }

  private long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
