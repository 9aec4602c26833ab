package io.hydrascope.agent.prompt;

/** A prompt that cannot be read, or not be run. The message names value, limit and next step. */
public final class BadPromptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadPromptException(String message) {
    super(message);
  }

  public BadPromptException(String message, Throwable cause) {
    super(message, cause);
  }
}
