package io.hydrascope.schemas.text;

/** What the user gave cannot be used; the message names it, the limit and the next step. */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }
}
