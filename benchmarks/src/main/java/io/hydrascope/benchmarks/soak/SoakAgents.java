package io.hydrascope.benchmarks.soak;

import io.hydrascope.benchmarks.agent.MadeUpAgent;
import io.hydrascope.benchmarks.agent.ReadyCaptures;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * An agent without a model for each revision, which are asked the same prompts, as many as told.
 */
final class SoakAgents implements AutoCloseable {
  private static final long SPOOL_BYTES = 1L << 30;
  private static final int END_LIMIT_SECONDS = 120;

  private final List<MadeUpAgent> agents = new ArrayList<>();
  private final List<Future<?>> running = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int first;
  private int allowed;
  private boolean stopped;

  /**
   * @param first number of the first prompt; number n is called {@code p} and n
   */
  private SoakAgents(int first) {
    this.first = first;
    this.allowed = first;
  }

  static SoakAgents start(ReadyCaptures.Shape shape, String kafka, Path spools, int first) {
    SoakAgents agents = new SoakAgents(first);
    agents.add(new ReadyCaptures(shape, source(SoakPlan.BASE, "ab"), Target.NEXT), kafka, spools);
    agents.add(
        new ReadyCaptures(shape, source(SoakPlan.CANDIDATE, "cd"), Target.NEXT), kafka, spools);
    return agents;
  }

  private static CaptureSource source(String revision, String content) {
    return new CaptureSource(SoakPlan.MODEL, revision, content.repeat(32), "run-1");
  }

  private void add(ReadyCaptures captures, String kafka, Path spools) {
    MadeUpAgent agent = new MadeUpAgent(captures);
    agents.add(agent);
    Path spool = spools.resolve(captures.source().revision());
    running.add(
        threads.submit(
            () -> {
              agent.run(kafka, spool, SPOOL_BYTES);
              return null;
            }));
    running.add(
        threads.submit(
            () -> {
              ask(agent);
              return null;
            }));
  }

  private void ask(MadeUpAgent agent) throws InterruptedException {
    for (int prompt = first; mayAsk(prompt); prompt++) {
      agent.ask("p" + prompt);
    }
    agent.stop();
  }

  private synchronized boolean mayAsk(int prompt) throws InterruptedException {
    while (prompt >= allowed && !stopped) {
      wait();
    }
    return prompt < allowed;
  }

  /** They may ask all prompts below this number. */
  synchronized void allow(int end) {
    allowed = Math.max(allowed, end);
    notifyAll();
  }

  synchronized int allowed() {
    return allowed;
  }

  /**
   * @throws ExecutionException if one has failed
   */
  void requireRunning() throws ExecutionException, InterruptedException {
    for (Future<?> each : running) {
      if (each.isDone()) {
        each.get();
      }
    }
  }

  /** No more prompts come; returns when Kafka has all that were allowed. */
  void finish() throws Exception {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    for (Future<?> each : running) {
      each.get(END_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
