package io.hydrascope.storage.insert;

/**
 * The block is not known to be stored, and the server may take it later: send the same block under
 * the same token again.
 */
public final class RetryableInsertException extends Exception {
  private static final long serialVersionUID = 1L;

  private final InsertFault fault;

  /**
   * @param fault the server, or unknown
   */
  public RetryableInsertException(InsertFault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  public InsertFault fault() {
    return fault;
  }
}
