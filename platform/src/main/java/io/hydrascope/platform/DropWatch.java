package io.hydrascope.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says it when a job lost messages, once for each number. */
final class DropWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Look look;
  private final Consumer<String> told;
  private final Map<String, Long> before = new HashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "drop-watch");
            thread.setDaemon(true);
            return thread;
          });

  /** One look at what each job has lost. */
  interface Look {
    Map<String, Long> byJob() throws IOException;
  }

  DropWatch(Look look, Consumer<String> told) {
    this.look = look;
    this.told = told;
  }

  static DropWatch start(DroppedMessages dropped, Consumer<String> told) {
    DropWatch watch = new DropWatch(dropped::byJob, told);
    Future<?> unused =
        watch.timer.scheduleWithFixedDelay(watch::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  void look() {
    try {
      look.byJob().forEach(this::tell);
    } catch (IOException | IllegalStateException e) {
      // A part is away, which is told elsewhere: the next look sees the same numbers.
      return;
    }
  }

  private void tell(String job, long messages) {
    if (messages > before.getOrDefault(job, 0L)) {
      before.put(job, messages);
      told.accept(
          "%s lost %,d messages: Kafka deleted them before it read them; give more with --topic-bytes, or see what holds the job up with top"
              .formatted(job, messages));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
