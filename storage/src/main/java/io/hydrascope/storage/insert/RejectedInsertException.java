package io.hydrascope.storage.insert;

/**
 * The block is not stored. Where its content is at fault it never will be as it is; where login or
 * table are, once they are mended.
 */
public final class RejectedInsertException extends Exception {
  private static final long serialVersionUID = 1L;

  private final InsertFault fault;

  /**
   * @param fault the content or the setup
   */
  public RejectedInsertException(InsertFault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  public InsertFault fault() {
    return fault;
  }
}
