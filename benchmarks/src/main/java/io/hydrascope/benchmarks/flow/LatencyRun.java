package io.hydrascope.benchmarks.flow;

import io.hydrascope.benchmarks.agent.MadeUpAgent;
import io.hydrascope.benchmarks.agent.ReadyCaptures;
import io.hydrascope.jobs.compensation.CompensationJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks an agent without a model prompts at an even rate, and looks again and again which of its
 * captures can be queried.
 */
final class LatencyRun {
  private static final long WARM_UP_NANOS = 20_000_000_000L;
  private static final long MEASURED_NANOS = 40_000_000_000L;
  private static final long LIMIT_NANOS = 60_000_000_000L;
  private static final long POLL_MILLIS = 50;
  private static final long SPOOL_BYTES = 1L << 30;

  /** Looking takes time from what is measured: nearly always only where rows come now. */
  private static final int RECENT_SECONDS = 6;

  private static final int ALL_SECONDS = 60;
  private static final int LOOKS_A_LONG_ONE = 20;

  private final FlowPlatform platform;
  private final ReadyCaptures captures;
  private final MadeUpAgent agent;
  private final double rowsASecond;
  private final Map<String, Long> waiting = new ConcurrentHashMap<>(); // prompt → nanos
  private final Map<String, Double> seconds = new HashMap<>();

  LatencyRun(FlowPlatform platform, ReadyCaptures captures, double rowsASecond) {
    this.platform = platform;
    this.captures = captures;
    agent = new MadeUpAgent(captures);
    this.rowsASecond = rowsASecond;
  }

  Latency measure() throws Exception {
    try (RunningJob job =
        RunningJob.start(
            new CompensationJob(),
            platform.jobArguments(),
            platform.directory().resolve("state"))) {
      long start = System.nanoTime();
      Thread running = new Thread(this::runAgent, "agent");
      running.start();
      Thread asking = new Thread(() -> ask(start), "asking");
      asking.setDaemon(true); // an agent that has ended leaves it waiting for a place
      asking.start();
      for (int looks = 1; running.isAlive() || !waiting.isEmpty(); looks++) {
        job.requireRunning();
        if (System.nanoTime() - start > WARM_UP_NANOS + MEASURED_NANOS + LIMIT_NANOS) {
          throw new IllegalStateException(waiting.size() + " captures have not come");
        }
        look(looks % LOOKS_A_LONG_ONE == 0 ? ALL_SECONDS : RECENT_SECONDS);
        Thread.sleep(POLL_MILLIS);
      }
    }
    return Latency.of(
        rowsASecond, seconds.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  private void runAgent() {
    try {
      agent.run(platform.kafka(), platform.directory().resolve("spool"), SPOOL_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(long start) {
    double each = captures.effectsACapture() / rowsASecond * 1e9;
    int number = 0;
    try {
      while (System.nanoTime() - start < WARM_UP_NANOS + MEASURED_NANOS) {
        if (System.nanoTime() - start < number * each) {
          Thread.sleep(1);
          continue;
        }
        boolean isWarm = System.nanoTime() - start > WARM_UP_NANOS;
        String prompt = (isWarm ? "m" : "w") + number;
        waiting.put(prompt, System.nanoTime());
        agent.ask(prompt);
        number++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      agent.stop();
    }
  }

  private void look(int ofSeconds) throws IOException {
    String sql =
        """
        SELECT prompt_id FROM effects WHERE event_time > now64(6) - toIntervalSecond(%d)
        GROUP BY prompt_id HAVING count() = %d
        """
            .formatted(ofSeconds, captures.effectsACapture());
    List<String> found = platform.lines(sql);
    long now = System.nanoTime();
    for (String prompt : found) {
      Long since = waiting.remove(prompt);
      if (since != null && prompt.startsWith("m")) {
        seconds.put(prompt, (now - since) / 1e9);
      }
    }
  }
}
