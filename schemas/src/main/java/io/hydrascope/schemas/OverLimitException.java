package io.hydrascope.schemas;

/** What came is more than a {@link Limit} allows, or no well-formed text; the message names it. */
public final class OverLimitException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public OverLimitException(String message) {
    super(message);
  }
}
