package io.hydrascope.platform.watch;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * How one thing is.
 *
 * @param found what is there, numbers with their unit
 * @param advice the next step; empty where all is well
 */
public record Finding(String check, State state, String found, String advice) {
  /** Whether something has to be done. */
  public enum State {
    OK,
    /** Works, but something that some commands need is not there, or somebody should know. */
    NOTE,
    PROBLEM
  }

  public static Finding ok(String check, String found) {
    return new Finding(check, State.OK, found, "");
  }

  public static Finding note(String check, String found, String advice) {
    return new Finding(check, State.NOTE, found, advice);
  }

  public static Finding problem(String check, String found, String advice) {
    return new Finding(check, State.PROBLEM, found, advice);
  }

  @JsonIgnore
  public boolean isProblem() {
    return state == State.PROBLEM;
  }

  public String line() {
    String next = advice.isEmpty() ? "" : "\n           → " + advice;
    return "%-8s %-13s %s%s".formatted(state, check, found, next);
  }

  /** For a place that has one line. */
  public String oneLine() {
    return advice.isEmpty()
        ? "%s: %s".formatted(check, found)
        : "%s: %s; %s".formatted(check, found, advice);
  }
}
