package io.hydrascope.cli;

/**
 * Ends the process with code 1 where memory ends, in whatever thread: a process that goes on
 * without one of its threads says that it is well and is not. The JVM's own switch would exit with
 * 3, which here means a shift.
 *
 * <p>What is caught for good, such as one record that is larger than all memory, never comes here.
 */
final class EndOfMemory implements Thread.UncaughtExceptionHandler {
  private EndOfMemory() {}

  static void watch() {
    Thread.setDefaultUncaughtExceptionHandler(new EndOfMemory());
  }

  @Override
  public void uncaughtException(Thread thread, Throwable error) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof OutOfMemoryError) {
        System.err.println(
            "hydrascope: out of memory in thread "
                + thread.getName()
                + "; give more with --memory");
        Runtime.getRuntime().halt(Failures.FAILED);
      }
    }
    // As the JVM says it where nobody handles it.
    System.err.print("Exception in thread \"" + thread.getName() + "\" ");
    error.printStackTrace();
  }
}
