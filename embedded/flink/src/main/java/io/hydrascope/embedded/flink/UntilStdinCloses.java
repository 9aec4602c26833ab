package io.hydrascope.embedded.flink;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Main class of the Flink children: runs another main class and ends this JVM when standard input
 * ends, which also happens when the parent dies.
 */
public final class UntilStdinCloses {
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

  private UntilStdinCloses() {}

  /** Arguments: the main class to run, then its arguments. */
  public static void main(String[] arguments) throws Throwable {
    daemon("exit-at-end-of-input", UntilStdinCloses::exitAtEndOfInput);
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static void exitAtEndOfInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("standard input failed, stopping: " + e);
    }
    daemon("halt-after-grace", UntilStdinCloses::haltAfterGrace);
    System.exit(0);
  }

  /** Shutdown hooks of a TaskManager can wait for ever on a task that does not yield. */
  private static void haltAfterGrace() {
    try {
      Thread.sleep(SHUTDOWN_GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }
}
