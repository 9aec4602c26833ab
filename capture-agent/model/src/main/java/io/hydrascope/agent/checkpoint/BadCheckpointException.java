package io.hydrascope.agent.checkpoint;

/** A folder that is no usable checkpoint. The message is one line: value, limit, next step. */
public final class BadCheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadCheckpointException(String message) {
    super(message);
  }

  public BadCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
