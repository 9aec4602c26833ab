package io.hydrascope.agent.sweep;

/** A prompt that this model or plan cannot run. The message names value, limit and next step. */
public final class BadPromptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadPromptException(String message) {
    super(message);
  }
}
