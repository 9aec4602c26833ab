package io.hydrascope.storage.insert;

import com.clickhouse.client.api.ServerException;
import java.util.Map;
import java.util.Set;

/**
 * What a failed insert means. A block is given up only for a reason that repeating cannot change:
 * one of ClickHouse's codes below, or an answer of HTTP that is no server's of ours. Everything
 * else may pass: the network, a full disk, memory, too many parts, a replica that is read-only.
 *
 * @param code ClickHouse's, or 0 where it gave none
 * @param reason one line
 */
record InsertFailure(boolean retryable, int code, String reason) {
  /** Codes that mean the block, its table or the login is wrong, with ClickHouse's names. */
  static final Map<Integer, String> REJECTED =
      Map.ofEntries(
          Map.entry(6, "CANNOT_PARSE_TEXT"),
          Map.entry(8, "THERE_IS_NO_COLUMN"),
          Map.entry(10, "NOT_FOUND_COLUMN_IN_BLOCK"),
          Map.entry(16, "NO_SUCH_COLUMN_IN_TABLE"),
          Map.entry(20, "NUMBER_OF_COLUMNS_DOESNT_MATCH"),
          Map.entry(27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED"),
          Map.entry(33, "CANNOT_READ_ALL_DATA"),
          Map.entry(36, "BAD_ARGUMENTS"),
          Map.entry(43, "ILLEGAL_TYPE_OF_ARGUMENT"),
          Map.entry(44, "ILLEGAL_COLUMN"),
          Map.entry(47, "UNKNOWN_IDENTIFIER"),
          Map.entry(50, "UNKNOWN_TYPE"),
          Map.entry(53, "TYPE_MISMATCH"),
          Map.entry(60, "UNKNOWN_TABLE"),
          Map.entry(62, "SYNTAX_ERROR"),
          Map.entry(70, "CANNOT_CONVERT_TYPE"),
          Map.entry(73, "UNKNOWN_FORMAT"),
          Map.entry(81, "UNKNOWN_DATABASE"),
          Map.entry(115, "UNKNOWN_SETTING"),
          Map.entry(117, "INCORRECT_DATA"),
          Map.entry(131, "TOO_LARGE_STRING_SIZE"),
          Map.entry(164, "READONLY"),
          Map.entry(192, "UNKNOWN_USER"),
          Map.entry(193, "WRONG_PASSWORD"),
          Map.entry(194, "REQUIRED_PASSWORD"),
          Map.entry(195, "IP_ADDRESS_NOT_ALLOWED"),
          Map.entry(321, "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE"),
          Map.entry(349, "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN"),
          Map.entry(469, "VIOLATED_CONSTRAINT"),
          Map.entry(497, "ACCESS_DENIED"),
          Map.entry(516, "AUTHENTICATION_FAILED"),
          Map.entry(636, "CANNOT_EXTRACT_TABLE_STRUCTURE"));

  /** Answers without a code of ClickHouse: something between us and it refuses, or is not it. */
  private static final Set<Integer> REJECTED_HTTP = Set.of(400, 401, 403, 404, 405, 413, 501);

  static InsertFailure of(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof ServerException server) {
        return of(server);
      }
    }
    return new InsertFailure(true, 0, oneLine(String.valueOf(cause)));
  }

  private static InsertFailure of(ServerException server) {
    int code = Math.max(server.getCode(), 0);
    boolean rejected =
        code == 0
            ? REJECTED_HTTP.contains(server.getTransportProtocolCode())
            : REJECTED.containsKey(code);
    return new InsertFailure(!rejected, code, oneLine(String.valueOf(server.getMessage())));
  }

  String message(TableBlock block) {
    return "table=%s, rows=%d, bytes=%d, code=%d, %s: %s"
        .formatted(
            block.table(),
            block.rows(),
            block.arrowStream().length,
            code,
            retryable ? "retryable" : "rejected",
            reason);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
