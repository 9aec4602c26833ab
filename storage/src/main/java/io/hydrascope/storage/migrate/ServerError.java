package io.hydrascope.storage.migrate;

import java.sql.SQLException;

/** ClickHouse's error codes that the lock expects. */
enum ServerError {
  TABLE_ALREADY_EXISTS(57),
  UNKNOWN_TABLE(60);

  private final int code;

  ServerError(int code) {
    this.code = code;
  }

  boolean isIn(SQLException e) {
    return e.getErrorCode() == code;
  }
}
