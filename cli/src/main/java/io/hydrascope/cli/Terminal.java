package io.hydrascope.cli;

/** Whether a person looks at our output; the launcher script knows, a JVM of today cannot tell. */
final class Terminal {
  private Terminal() {}

  static boolean isStdout() {
    return Boolean.getBoolean("hydrascope.terminal.stdout");
  }

  static boolean isStderr() {
    return Boolean.getBoolean("hydrascope.terminal.stderr");
  }
}
