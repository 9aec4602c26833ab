package io.hydrascope.platform;

import io.hydrascope.schemas.text.Counted;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says it when a job lost messages or set rows aside, once for each number. */
final class DropWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Look look;
  private final Words words;
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

  /** What is said of a job and a number. */
  interface Words {
    String of(String job, long number);
  }

  DropWatch(Look look, Words words, Consumer<String> told) {
    this.look = look;
    this.words = words;
    this.told = told;
  }

  static DropWatch start(DroppedMessages dropped, Consumer<String> told) {
    return started(new DropWatch(dropped::byJob, DropWatch::lost, told));
  }

  static DropWatch start(JobCounters counters, Consumer<String> told) {
    return started(
        new DropWatch(() -> counters.sums(JobCounters.ROWS_SET_ASIDE), DropWatch::setAside, told));
  }

  private static DropWatch started(DropWatch watch) {
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
      told.accept(words.of(job, messages));
    }
  }

  static String lost(String job, long messages) {
    return "%s lost %,d messages: Kafka deleted them before it read them; give more with --topic-bytes, or see what holds the job up with top"
        .formatted(job, messages);
  }

  static String setAside(String job, long rows) {
    return "%s set aside %s that ClickHouse refused: ./hydrascope dead-letters list --reason block_refused shows them, retry inserts them"
        .formatted(job, Counted.of(rows, "row"));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
