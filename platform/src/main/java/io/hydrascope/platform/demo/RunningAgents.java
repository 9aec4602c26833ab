package io.hydrascope.platform.demo;

import io.hydrascope.agent.serve.Agent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Agents on a thread each. Closed before the agents themselves are. */
final class RunningAgents implements AutoCloseable {
  private static final long LONGEST_LAST_PASS_SECONDS = 60;
  private static final Duration LONGEST_DELIVERY = Duration.ofMinutes(2);

  private final List<Agent> agents;
  private final Clock clock;
  private final ExecutorService threads;
  private final List<Future<?>> runs = new ArrayList<>();

  private RunningAgents(List<Agent> agents, Clock clock) {
    this.agents = agents;
    this.clock = clock;
    threads =
        Executors.newFixedThreadPool(
            agents.size(),
            task -> {
              Thread thread = new Thread(task, "agent");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * @param kafka bootstrap servers
   */
  static RunningAgents start(List<Agent> agents, String kafka, Clock clock) {
    RunningAgents running = new RunningAgents(agents, clock);
    for (Agent agent : agents) {
      running.runs.add(running.threads.submit(() -> agent.run(kafka)));
    }
    return running;
  }

  /**
   * Returns when Kafka has everything that was asked.
   *
   * @throws ExecutionException with what ended an agent
   * @throws IllegalStateException if Kafka does not take what was captured
   */
  void finish() throws ExecutionException, InterruptedException {
    agents.forEach(Agent::stop);
    Instant end = clock.instant().plus(LONGEST_DELIVERY);
    for (Future<?> run : runs) {
      try {
        run.get(Duration.between(clock.instant(), end).toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new IllegalStateException(
            "Kafka has not taken all captures within %d s; they wait in demo-spool: see the logs below the data directory, then start the demo on it again"
                .formatted(LONGEST_DELIVERY.toSeconds()),
            e);
      }
    }
  }

  /** Throws what ended the first agent that has ended before its time. */
  void throwFailure() throws ExecutionException, InterruptedException {
    for (Future<?> run : runs) {
      if (run.isDone()) {
        run.get();
      }
    }
  }

  /** A pass under way is waited for: no model may be closed below it. */
  @Override
  public void close() {
    agents.forEach(Agent::stop);
    threads.shutdownNow();
    try {
      boolean unused = threads.awaitTermination(LONGEST_LAST_PASS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
