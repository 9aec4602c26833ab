package io.hydrascope.platform.demo;

import io.hydrascope.agent.serve.Agent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Agents on a thread each. Closed before the agents themselves are. */
final class RunningAgents implements AutoCloseable {
  private static final long LONGEST_LAST_PASS_SECONDS = 60;

  private final List<Agent> agents;
  private final ExecutorService threads;
  private final List<Future<?>> runs = new ArrayList<>();

  private RunningAgents(List<Agent> agents) {
    this.agents = agents;
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
  static RunningAgents start(List<Agent> agents, String kafka) {
    RunningAgents running = new RunningAgents(agents);
    for (Agent agent : agents) {
      running.runs.add(running.threads.submit(() -> agent.run(kafka)));
    }
    return running;
  }

  /**
   * Returns when Kafka has everything that was asked.
   *
   * @throws ExecutionException with what ended an agent
   */
  void finish() throws ExecutionException, InterruptedException {
    agents.forEach(Agent::stop);
    for (Future<?> run : runs) {
      run.get();
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
