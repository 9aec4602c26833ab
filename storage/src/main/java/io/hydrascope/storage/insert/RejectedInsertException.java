package io.hydrascope.storage.insert;

/**
 * The block is not stored, and never will be as it is: its form, its table or the login is wrong.
 */
public final class RejectedInsertException extends Exception {
  private static final long serialVersionUID = 1L;

  public RejectedInsertException(String message, Throwable cause) {
    super(message, cause);
  }
}
