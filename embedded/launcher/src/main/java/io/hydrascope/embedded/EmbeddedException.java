package io.hydrascope.embedded;

/**
 * An embedded part did not start or did not stay up. The message is one line and names the next
 * step.
 */
public class EmbeddedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EmbeddedException(String message) {
    super(message.replaceAll("\\s*\\R\\s*", " "));
  }

  EmbeddedException(String message, Throwable cause) {
    super(message.replaceAll("\\s*\\R\\s*", " "), cause);
  }
}
