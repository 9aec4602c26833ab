package io.hydrascope.agent.progress;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Progress for a person, on stderr: a line that rewrites itself on a terminal, plain lines at
 * intervals otherwise. Thread-safe.
 */
public final class Progress {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);
  private static final String ERASE_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean terminal;
  private final Clock clock;
  private final Instant started;
  private Instant lastPlainLine = Instant.EPOCH;
  private boolean openLine;

  public Progress(PrintStream out, boolean terminal, Clock clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** For this process: rewrites lines only on a terminal. */
  public static Progress ofThisProcess() {
    return new Progress(System.err, Terminal.isStderr(), Clock.systemUTC());
  }

  /** Shows nothing. */
  public static Progress silent() {
    return new Progress(new PrintStream(OutputStream.nullOutputStream()), false, Clock.systemUTC());
  }

  /** How far something is; may be shown or skipped. */
  public synchronized void update(String text) {
    if (terminal) {
      out.print(ERASE_LINE + stamped(text));
      out.flush();
      openLine = true;
    } else if (lastPlainLine.plus(PLAIN_INTERVAL).isBefore(clock.instant())) {
      lastPlainLine = clock.instant();
      out.println(stamped(text));
    }
  }

  /** Something that happened; always shown. */
  public synchronized void say(String text) {
    if (openLine) {
      out.print(ERASE_LINE);
      openLine = false;
    }
    out.println(stamped(text));
  }

  /** Since this progress began. */
  public Duration elapsed() {
    return Duration.between(started, clock.instant());
  }

  private String stamped(String text) {
    return "%6.1f s  %s".formatted(elapsed().toMillis() / 1000.0, text);
  }
}
