package io.hydrascope.storage.insert;

/**
 * The block is not known to be stored, and the server may take it later: send the same block under
 * the same token again.
 */
public final class RetryableInsertException extends Exception {
  private static final long serialVersionUID = 1L;

  public RetryableInsertException(String message, Throwable cause) {
    super(message, cause);
  }
}
