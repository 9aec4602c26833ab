package io.hydrascope.platform.doctor;

/**
 * What {@code doctor} sees in one place.
 *
 * @param found what is there
 * @param advice the next step; empty where all is well
 */
public record Finding(String check, State state, String found, String advice) {
  /** Whether something has to be done. */
  public enum State {
    OK,
    /** Works, but something that some commands need is not there. */
    NOTE,
    PROBLEM
  }

  static Finding ok(String check, String found) {
    return new Finding(check, State.OK, found, "");
  }

  public static Finding note(String check, String found, String advice) {
    return new Finding(check, State.NOTE, found, advice);
  }

  static Finding problem(String check, String found, String advice) {
    return new Finding(check, State.PROBLEM, found, advice);
  }

  public String line() {
    String next = advice.isEmpty() ? "" : "\n           → " + advice;
    return "%-8s %-12s %s%s".formatted(state, check, found, next);
  }
}
