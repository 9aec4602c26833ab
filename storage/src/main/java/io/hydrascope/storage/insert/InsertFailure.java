package io.hydrascope.storage.insert;

import com.clickhouse.client.api.ServerException;
import java.util.Map;
import java.util.Set;

/**
 * What a failed insert means. ClickHouse's code decides where it has one: almost every answer of
 * its is HTTP 500.
 *
 * @param code ClickHouse's, or 0 where it gave none
 * @param reason one line
 */
record InsertFailure(InsertFault fault, int code, String reason) {
  /** Codes that mean the rows themselves are wrong, with ClickHouse's names. */
  static final Map<Integer, String> CONTENT =
      Map.ofEntries(
          Map.entry(6, "CANNOT_PARSE_TEXT"),
          Map.entry(27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED"),
          Map.entry(33, "CANNOT_READ_ALL_DATA"),
          Map.entry(70, "CANNOT_CONVERT_TYPE"),
          Map.entry(117, "INCORRECT_DATA"),
          Map.entry(131, "TOO_LARGE_STRING_SIZE"),
          Map.entry(321, "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE"),
          Map.entry(349, "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN"),
          Map.entry(469, "VIOLATED_CONSTRAINT"),
          Map.entry(636, "CANNOT_EXTRACT_TABLE_STRUCTURE"));

  /** Codes that mean the login or the table is wrong: no block would be taken. */
  static final Map<Integer, String> SETUP =
      Map.ofEntries(
          Map.entry(8, "THERE_IS_NO_COLUMN"),
          Map.entry(10, "NOT_FOUND_COLUMN_IN_BLOCK"),
          Map.entry(16, "NO_SUCH_COLUMN_IN_TABLE"),
          Map.entry(20, "NUMBER_OF_COLUMNS_DOESNT_MATCH"),
          Map.entry(47, "UNKNOWN_IDENTIFIER"),
          Map.entry(50, "UNKNOWN_TYPE"),
          Map.entry(60, "UNKNOWN_TABLE"),
          Map.entry(62, "SYNTAX_ERROR"),
          Map.entry(73, "UNKNOWN_FORMAT"),
          Map.entry(81, "UNKNOWN_DATABASE"),
          Map.entry(115, "UNKNOWN_SETTING"),
          Map.entry(164, "READONLY"),
          Map.entry(192, "UNKNOWN_USER"),
          Map.entry(193, "WRONG_PASSWORD"),
          Map.entry(194, "REQUIRED_PASSWORD"),
          Map.entry(195, "IP_ADDRESS_NOT_ALLOWED"),
          Map.entry(497, "ACCESS_DENIED"),
          Map.entry(516, "AUTHENTICATION_FAILED"));

  /** Codes that mean the server has no room or no time, or its own parts are away. */
  static final Map<Integer, String> SERVER =
      Map.ofEntries(
          Map.entry(74, "CANNOT_READ_FROM_FILE_DESCRIPTOR"),
          Map.entry(75, "CANNOT_WRITE_TO_FILE_DESCRIPTOR"),
          Map.entry(76, "CANNOT_OPEN_FILE"),
          Map.entry(159, "TIMEOUT_EXCEEDED"),
          Map.entry(173, "CANNOT_ALLOCATE_MEMORY"),
          Map.entry(201, "QUOTA_EXCEEDED"),
          Map.entry(202, "TOO_MANY_SIMULTANEOUS_QUERIES"),
          Map.entry(209, "SOCKET_TIMEOUT"),
          Map.entry(210, "NETWORK_ERROR"),
          Map.entry(225, "NO_ZOOKEEPER"),
          Map.entry(236, "ABORTED"),
          Map.entry(241, "MEMORY_LIMIT_EXCEEDED"),
          Map.entry(242, "TABLE_IS_READ_ONLY"),
          Map.entry(243, "NOT_ENOUGH_SPACE"),
          Map.entry(252, "TOO_MANY_PARTS"),
          Map.entry(279, "ALL_CONNECTION_TRIES_FAILED"),
          Map.entry(285, "TOO_FEW_LIVE_REPLICAS"),
          Map.entry(289, "REPLICA_IS_NOT_IN_QUORUM"),
          Map.entry(319, "UNKNOWN_STATUS_OF_INSERT"),
          Map.entry(394, "QUERY_WAS_CANCELLED"),
          Map.entry(439, "CANNOT_SCHEDULE_TASK"),
          Map.entry(999, "KEEPER_EXCEPTION"));

  /** Answers without a code of ClickHouse: something between us and it refuses, or is not it. */
  private static final Set<Integer> SETUP_HTTP = Set.of(401, 403, 404, 405, 501);

  static InsertFailure of(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof ServerException server) {
        return of(server);
      }
    }
    return new InsertFailure(InsertFault.SERVER, 0, oneLine(String.valueOf(cause)));
  }

  private static InsertFailure of(ServerException server) {
    int code = Math.max(server.getCode(), 0);
    InsertFault fault = code == 0 ? ofHttp(server.getTransportProtocolCode()) : ofCode(code);
    return new InsertFailure(fault, code, oneLine(String.valueOf(server.getMessage())));
  }

  private static InsertFault ofCode(int code) {
    if (CONTENT.containsKey(code)) {
      return InsertFault.CONTENT;
    }
    if (SETUP.containsKey(code)) {
      return InsertFault.SETUP;
    }
    return SERVER.containsKey(code) ? InsertFault.SERVER : InsertFault.UNKNOWN;
  }

  private static InsertFault ofHttp(int status) {
    if (SETUP_HTTP.contains(status)) {
      return InsertFault.SETUP;
    }
    return status == 400 || status == 413 ? InsertFault.UNKNOWN : InsertFault.SERVER;
  }

  String message(TableBlock block) {
    return "table=%s, rows=%d, bytes=%d, code=%d, %s: %s"
        .formatted(
            block.table(), block.rows(), block.arrowStream().length, code, decision(), reason);
  }

  private String decision() {
    return switch (fault) {
      case CONTENT -> "its content is refused";
      case SETUP -> "login or table is wrong";
      case SERVER -> "the server cannot take it now";
      case UNKNOWN -> "the server refuses it";
    };
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
