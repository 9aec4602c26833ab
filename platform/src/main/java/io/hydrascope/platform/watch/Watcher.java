package io.hydrascope.platform.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at a platform again and again; its word is what {@code up}, {@code top}, {@code doctor} and
 * {@code /health} say. Each check has a thread of its own, so that a server that is silent holds up
 * no other check. Thread-safe.
 */
public final class Watcher implements AutoCloseable {
  /** A check that is silent for longer is itself a finding. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  /** A fault that is over at once is told by whoever mends it. */
  private static final Duration UNTIL_TOLD = Duration.ofSeconds(15);

  private final Clock clock;
  private final Consumer<String> told;
  private final List<Watch> watches = new ArrayList<>();
  private String missing = "";
  private final List<ScheduledExecutorService> threads = new ArrayList<>();

  /** What one check has found last. */
  private static final class Watch {
    private final String name;
    private final Check check;
    private final Map<String, Instant> problems = new HashMap<>(); // since when, by check
    private final Set<String> told = new HashSet<>(); // checks
    private List<Finding> latest = List.of();
    private Instant at;

    private Watch(String name, Check check, Instant now) {
      this.name = name;
      this.check = check;
      at = now;
    }
  }

  /**
   * @param told a line when a problem lasts, and one when it is over
   */
  public Watcher(Clock clock, Consumer<String> told) {
    this.clock = clock;
    this.told = told;
  }

  /**
   * Adds a check and begins it.
   *
   * @param pause between two looks
   */
  public void begin(String name, Duration pause, Check check) {
    Watch watch = add(name, check);
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, "watch-" + name);
              daemon.setDaemon(true);
              return daemon;
            });
    threads.add(thread);
    // The executor keeps the future to itself: a check never fails.
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            () -> look(watch), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized Watch add(String name, Check check) {
    Watch watch = new Watch(name, check, clock.instant());
    watches.add(watch);
    return watch;
  }

  /** Adds a check that {@link #lookOnce} asks. */
  void addAtHand(String name, Check check) {
    Watch unused = add(name, check);
  }

  /** Says that the platform is not there yet, until {@link #started}. */
  public synchronized void starting(String what) {
    missing = what;
  }

  public synchronized void started() {
    missing = "";
  }

  /** Asks every check on this thread. */
  void lookOnce() {
    List.copyOf(watches).forEach(this::look);
  }

  private void look(Watch watch) {
    List<Finding> found = watch.check.look();
    synchronized (this) {
      watch.latest = found;
      watch.at = clock.instant();
      found.forEach(finding -> tellChange(watch, finding));
    }
  }

  private void tellChange(Watch watch, Finding finding) {
    String check = finding.check();
    if (!finding.isProblem()) {
      watch.problems.remove(check);
      if (watch.told.remove(check)) {
        told.accept("OK again " + finding.oneLine());
      }
      return;
    }
    Instant since = watch.problems.computeIfAbsent(check, any -> clock.instant());
    if (!since.plus(UNTIL_TOLD).isAfter(clock.instant()) && watch.told.add(check)) {
      told.accept("PROBLEM  " + finding.oneLine());
    }
  }

  /** How it is now, in the order in which the checks were added. */
  public synchronized Health health() {
    List<Finding> all = new ArrayList<>();
    if (!missing.isEmpty()) {
      all.add(Finding.problem("start", missing, "wait; up says what it does"));
    }
    Instant now = clock.instant();
    for (Watch watch : watches) {
      Duration silence = Duration.between(watch.at, now);
      if (silence.compareTo(LONGEST_SILENCE) > 0) {
        all.add(
            Finding.problem(
                watch.name,
                "nothing is known since %d s".formatted(silence.toSeconds()),
                "end the platform and start it again on the same --data"));
      } else {
        all.addAll(watch.latest);
      }
    }
    return Health.of(all, now.toString());
  }

  @Override
  public void close() {
    threads.forEach(ScheduledExecutorService::shutdownNow);
  }
}
