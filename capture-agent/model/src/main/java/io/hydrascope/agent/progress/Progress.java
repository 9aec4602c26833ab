package io.hydrascope.agent.progress;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Progress for a person, on stderr: a line that rewrites itself on a terminal, plain lines at
 * intervals otherwise. While something is awaited it never falls silent for longer than {@link
 * #LONGEST_SILENCE}. Thread-safe.
 */
public final class Progress implements AutoCloseable {
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);
  private static final String ERASE_LINE = "\r\u001b[2K";
  private static final long BEAT_MILLIS = 500;

  private final PrintStream out;
  private final boolean terminal;
  private final Clock clock;
  private final Instant started;
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(Progress::daemon);
  private Instant lastShown;
  private Instant lastUpdate = Instant.EPOCH;
  private Instant awaitedSince;
  private String awaited = "";
  private boolean openLine;
  private boolean resting;

  public Progress(PrintStream out, boolean terminal, Clock clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    started = clock.instant();
    lastShown = Instant.EPOCH;
    awaitedSince = started;
  }

  /** For this process: rewrites lines only on a terminal. */
  public static Progress ofThisProcess() {
    Progress progress = new Progress(System.err, Terminal.isStderr(), Clock.systemUTC());
    // The executor keeps the future to itself: a beat only prints.
    Future<?> unused =
        progress.beats.scheduleWithFixedDelay(
            progress::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    return progress;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "progress");
    thread.setDaemon(true);
    return thread;
  }

  /** Shows nothing. */
  public static Progress silent() {
    return new Progress(new PrintStream(OutputStream.nullOutputStream()), false, Clock.systemUTC());
  }

  /** How far something is; may be shown or skipped. */
  public synchronized void update(String text) {
    awaitUnlessResting(text);
    if (terminal) {
      rewrite(text);
    } else if (lastUpdate.plus(LONGEST_SILENCE).isBefore(clock.instant())) {
      lastUpdate = clock.instant();
      show(text);
    }
  }

  /** Something that happened; always shown. */
  public synchronized void say(String text) {
    awaitUnlessResting(text);
    show(text);
  }

  /** What begins now; shown only if it takes so long that somebody may wonder. */
  public synchronized void await(String text) {
    resting = false;
    awaited = text;
    awaitedSince = clock.instant();
    if (lastShown.equals(Instant.EPOCH)) {
      lastShown = awaitedSince;
    }
  }

  /** Like {@link #say}; from here on silence is all right, until {@link #await} names something. */
  public synchronized void rest(String text) {
    show(text);
    awaited = "";
    resting = true;
  }

  private void awaitUnlessResting(String text) {
    if (!resting) {
      await(text);
    }
  }

  /** Repeats what is awaited before the silence becomes too long. */
  synchronized void beat() {
    Duration margin = Duration.ofMillis(2 * BEAT_MILLIS);
    if (awaited.isEmpty() || isYoungerThan(LONGEST_SILENCE.minus(margin))) {
      return;
    }
    long seconds = Duration.between(awaitedSince, clock.instant()).toSeconds();
    String text = seconds == 0 ? awaited : "%s · for %d s".formatted(awaited, seconds);
    if (terminal) {
      rewrite(text);
    } else {
      show(text);
    }
  }

  /** Whether the last line is younger than that. */
  private boolean isYoungerThan(Duration limit) {
    return clock.instant().isBefore(lastShown.plus(limit));
  }

  private void rewrite(String text) {
    out.print(ERASE_LINE + stamped(text));
    out.flush();
    openLine = true;
    lastShown = clock.instant();
  }

  private void show(String text) {
    if (openLine) {
      out.print(ERASE_LINE);
      openLine = false;
    }
    out.println(stamped(text));
    lastShown = clock.instant();
  }

  /** Since this progress began. */
  public Duration elapsed() {
    return Duration.between(started, clock.instant());
  }

  private String stamped(String text) {
    return "%6.1f s  %s".formatted(elapsed().toMillis() / 1000.0, text);
  }

  /** Falls silent. */
  @Override
  public synchronized void close() {
    beats.shutdownNow();
    awaited = "";
  }
}
