package io.hydrascope.agent.spool;

/** The spool has no room for a message; nothing of it was written. */
public final class SpoolFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SpoolFullException(String message) {
    super(message);
  }
}
