package io.hydrascope.storage.query;

import org.jspecify.annotations.Nullable;

/** ClickHouse did not answer a question; the message is one line with ClickHouse's reason. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueryException(String message, @Nullable Throwable cause) {
    super(message.strip().replaceAll("\\s*\\R\\s*", " "), cause);
  }
}
