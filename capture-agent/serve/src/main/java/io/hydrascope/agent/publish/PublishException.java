package io.hydrascope.agent.publish;

/** Captures that Kafka did not take. What was acknowledged before stays published. */
public final class PublishException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
