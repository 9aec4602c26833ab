package io.hydrascope.agent.engine;

/** The engine refused a graph or failed while running it. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
