package io.hydrascope.schemas.text;

import java.util.stream.Collectors;

/** What a failure says, in one line. */
public final class OneLine {
  private OneLine() {}

  /** The message without line breaks; the type where nobody wrote a message for people. */
  public static String of(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    return message.lines().map(String::strip).collect(Collectors.joining(" "));
  }
}
