package io.hydrascope.schemas.capture;

/** A message that is not a readable capture batch: it goes to the dead letters with this reason. */
public final class BadCaptureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a message was refused; the word is stored with it. */
  public enum Reason {
    MISSING_HEADER,
    UNKNOWN_SCHEMA,
    WRONG_CHECKSUM,
    NOT_ARROW,
    BAD_METADATA,
    BAD_ROWS,
    OVER_LIMIT,
    EVENT_TIME_AHEAD,
    EVENT_TIME_TOO_OLD
  }

  private final Reason reason;

  public BadCaptureException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public BadCaptureException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
