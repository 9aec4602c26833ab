package io.hydrascope.agent.serve;

/** What was to be registered is not known to be. */
public abstract sealed class RegisterException extends Exception {
  private static final long serialVersionUID = 1L;

  private RegisterException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The register does not answer: the same may be written later, under the same token. */
  public static final class Away extends RegisterException {
    private static final long serialVersionUID = 1L;

    public Away(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The register will never take it. */
  public static final class Refused extends RegisterException {
    private static final long serialVersionUID = 1L;

    public Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
