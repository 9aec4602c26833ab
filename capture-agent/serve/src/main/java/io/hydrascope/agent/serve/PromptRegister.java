package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.text.OneLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Writes captured prompts to their table, at most one insert a second. While the register is away
 * they wait, up to a bound; what cannot be written is counted and never holds up a capture.
 */
final class PromptRegister implements AutoCloseable {
  private static final int MOST_WAITING = 100_000;

  /**
   * Together they wait for about a minute, as long as a part of the platform takes to come back.
   */
  private static final int LAST_TRIES = 16;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Optional<AgentRegister> register;
  private final CaptureSource source;
  private final AgentMetrics metrics;
  private final AgentListener listener;
  private final Clock clock;
  private final LastWords lastWords;
  private final ScheduledExecutorService timer;
  private final List<Prompt> waiting = new ArrayList<>(); // guarded by itself
  private List<Prompt> sending = List.of();
  private long sendingSinceMicros;
  private long blocks;
  private volatile boolean away;

  /**
   * @param register empty where prompts are not registered
   */
  PromptRegister(
      Optional<AgentRegister> register,
      CaptureSource source,
      AgentMetrics metrics,
      AgentListener listener,
      Clock clock) {
    this(register, source, metrics, listener, new LastWords(clock, LAST_TRIES, FIRST_PAUSE));
  }

  /**
   * How often the register is tried when the agent ends.
   *
   * @param pause before the second try; each later one is twice as long, up to a limit
   */
  record LastWords(Clock clock, int tries, Duration pause) {}

  PromptRegister(
      Optional<AgentRegister> register,
      CaptureSource source,
      AgentMetrics metrics,
      AgentListener listener,
      LastWords lastWords) {
    this.register = register;
    this.source = source;
    this.metrics = metrics;
    this.listener = listener;
    this.clock = lastWords.clock();
    this.lastWords = lastWords;
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "prompt-register");
              thread.setDaemon(true);
              return thread;
            });
    // The executor keeps the future to itself: writing answers for its own failures.
    Future<?> unused = timer.scheduleWithFixedDelay(this::write, 1, 1, TimeUnit.SECONDS);
  }

  void captured(Prompt prompt) {
    if (register.isEmpty()) {
      return;
    }
    synchronized (waiting) {
      if (waiting.size() < MOST_WAITING) {
        waiting.add(prompt);
        return;
      }
    }
    metrics.unregistered(1);
  }

  /** A block that was not acknowledged is sent again as it was, under its token. */
  private synchronized void write() {
    if (sending.isEmpty()) {
      synchronized (waiting) {
        sending = List.copyOf(waiting);
        waiting.clear();
      }
      sendingSinceMicros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
      blocks++;
    }
    if (sending.isEmpty()) {
      return;
    }
    try {
      String token = source.runId() + "/prompts/" + blocks;
      register.orElseThrow().prompts(source.model(), sending, token, sendingSinceMicros);
      sending = List.of();
      away = false;
    } catch (RegisterException.Away e) {
      if (!away) {
        listener.happened("prompts wait to be registered: " + OneLine.of(e));
      }
      away = true;
    } catch (RegisterException | RuntimeException e) {
      // A task that throws would never run again, and nobody would know.
      listener.happened("prompts are not registered: " + OneLine.of(e));
      metrics.unregistered(sending.size());
      sending = List.of();
    }
  }

  /** Tries again and again for a while; what is left then is counted and told. */
  @Override
  public void close() {
    timer.shutdownNow();
    long left = leftAfterLastTries();
    if (left > 0) {
      metrics.unregistered((int) left);
      listener.happened(
          "%,d prompts are not in the table of prompts: ClickHouse did not take them"
              .formatted(left));
    }
  }

  private long leftAfterLastTries() {
    Duration pause = lastWords.pause();
    write();
    for (int tried = 1; tried < lastWords.tries() && left() > 0; tried++) {
      try {
        // A block that was taken may have left others behind it.
        TimeUnit.MILLISECONDS.sleep(away ? pause.toMillis() : 0);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return left();
      }
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      write();
    }
    return left();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private synchronized long left() {
    synchronized (waiting) {
      return (long) waiting.size() + sending.size();
    }
  }
}
