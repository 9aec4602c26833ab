package io.hydrascope.benchmarks.flow;

import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.agent.spool.Spool;
import io.hydrascope.agent.sweep.CaptureBatcher;
import io.hydrascope.jobs.compensation.CompensationJob;
import io.hydrascope.schemas.capture.CaptureRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes captures at an even rate, through a spool as agents do, and looks again and again which
 * of them can be queried. The agent's batcher is emptied four times a second.
 */
final class LatencyRun {
  private static final long WARM_UP_NANOS = 20_000_000_000L;
  private static final long MEASURED_NANOS = 40_000_000_000L;
  private static final long FLUSH_NANOS = 250_000_000L;
  private static final long LIMIT_NANOS = 60_000_000_000L;
  private static final long POLL_MILLIS = 50;
  private static final int DRAWN = 64;
  private static final long SPOOL_BYTES = 1L << 30;
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Looking takes time from what is measured: nearly always only where rows come now. */
  private static final int RECENT_SECONDS = 6;

  private static final int ALL_SECONDS = 60;
  private static final int LOOKS_A_LONG_ONE = 20;

  private final FlowPlatform platform;
  private final ReadyCaptures captures;
  private final double rowsASecond;
  private final Map<String, Long> waiting = new ConcurrentHashMap<>(); // prompt → nanos
  private final Map<String, Double> seconds = new HashMap<>();

  LatencyRun(FlowPlatform platform, ReadyCaptures captures, double rowsASecond) {
    this.platform = platform;
    this.captures = captures;
    this.rowsASecond = rowsASecond;
  }

  Latency measure() throws Exception {
    try (RunningJob job =
        RunningJob.start(
            new CompensationJob(),
            platform.jobArguments(),
            platform.directory().resolve("state"))) {
      long start = System.nanoTime();
      Thread publisher = new Thread(() -> publish(start), "publisher");
      publisher.start();
      for (int looks = 1; publisher.isAlive() || !waiting.isEmpty(); looks++) {
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

  private void publish(long start) {
    try (Spool spool = Spool.open(platform.directory().resolve("spool"), SPOOL_BYTES);
        CapturePublisher publisher =
            CapturePublisher.spooled(PublisherOptions.of(platform.kafka()), spool)) {
      publish(start, publisher);
      while (!spool.awaitEmpty(LOOK)) {
        publisher.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish(long start, CapturePublisher publisher) throws InterruptedException {
    List<CaptureRows> drawn = new ArrayList<>();
    for (int i = 0; i < DRAWN; i++) {
      drawn.add(captures.rows(i));
    }
    double each = captures.effectsACapture() / rowsASecond * 1e9;
    CaptureBatcher batcher = captures.batcher();
    long flushed = start;
    int number = 0;
    while (System.nanoTime() - start < WARM_UP_NANOS + MEASURED_NANOS) {
      boolean isDue = System.nanoTime() - start >= number * each;
      if (isDue) {
        boolean isWarm = System.nanoTime() - start > WARM_UP_NANOS;
        String prompt = (isWarm ? "m" : "w") + number;
        waiting.put(prompt, System.nanoTime());
        batcher
            .add(captures.capture(prompt, JobBenchmark.now()), drawn.get(number % DRAWN))
            .forEach(publisher::publish);
        number++;
      }
      if (System.nanoTime() - flushed > FLUSH_NANOS) {
        batcher.flush().forEach(publisher::publish);
        flushed = System.nanoTime();
      }
      if (!isDue) {
        Thread.sleep(1);
      }
    }
    batcher.flush().forEach(publisher::publish);
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
