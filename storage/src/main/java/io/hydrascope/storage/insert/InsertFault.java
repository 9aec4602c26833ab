package io.hydrascope.storage.insert;

/** What is at fault when a block is not stored. */
public enum InsertFault {
  /** The block's rows: no server and no later time will take them. */
  CONTENT,
  /**
   * The login, the table or the server's own settings: every block fails until somebody mends it.
   */
  SETUP,
  /** The server has no room or no time, or does not answer. */
  SERVER,
  /** The server refuses the block, and its code does not say what is at fault. */
  UNKNOWN
}
