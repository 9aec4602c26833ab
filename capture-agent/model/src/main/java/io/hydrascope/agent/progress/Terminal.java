package io.hydrascope.agent.progress;

/** Whether a person looks at our output; the launcher script knows, a JVM of today cannot tell. */
public final class Terminal {
  private Terminal() {}

  public static boolean isStdout() {
    return Boolean.getBoolean("hydrascope.terminal.stdout");
  }

  static boolean isStderr() {
    return Boolean.getBoolean("hydrascope.terminal.stderr");
  }
}
