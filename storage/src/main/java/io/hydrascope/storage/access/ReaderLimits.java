package io.hydrascope.storage.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one query of the reader may take, and how many it may ask.
 *
 * @param time of one query, whole seconds
 * @param memoryBytes of one query
 * @param rowsRead by one query, before any filter
 * @param resultRows of one query
 * @param queriesPerHour of one user
 * @param queriesAtOnce of one user; one more is refused
 * @param memoryBytesOfAll what one user's queries may take together
 */
public record ReaderLimits(
    Duration time,
    long memoryBytes,
    long rowsRead,
    long resultRows,
    long queriesPerHour,
    int queriesAtOnce,
    long memoryBytesOfAll) {
  public static final ReaderLimits STANDARD =
      new ReaderLimits(
          Duration.ofMinutes(1), 1L << 30, 1_000_000_000, 1_000_000, 20_000, 4, 4L << 30);

  public ReaderLimits {
    if (time.toSeconds() < 1 || !time.equals(Duration.ofSeconds(time.toSeconds()))) {
      throw new IllegalArgumentException("time=" + time + " must be whole seconds, at least 1");
    }
    requirePositive("memoryBytes", memoryBytes);
    requirePositive("rowsRead", rowsRead);
    requirePositive("resultRows", resultRows);
    requirePositive("queriesPerHour", queriesPerHour);
    requirePositive("queriesAtOnce", queriesAtOnce);
    requirePositive("memoryBytesOfAll", memoryBytesOfAll);
  }

  /**
   * The same for a server that may use so much memory: all of a reader's queries together take at
   * most half of it, so that inserts and merges go on.
   */
  public ReaderLimits onServerOf(long bytes) {
    long half = bytes / 2;
    return new ReaderLimits(
        time,
        Math.min(memoryBytes, half),
        rowsRead,
        resultRows,
        queriesPerHour,
        queriesAtOnce,
        half);
  }

  /** ClickHouse reads 0 as "no limit". */
  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + "=" + value + " must be at least 1");
    }
  }

  /** Settings of the profile; beyond each the query is refused, not cut short. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("max_execution_time", String.valueOf(time.toSeconds()));
    settings.put("timeout_overflow_mode", "throw");
    settings.put("max_memory_usage", String.valueOf(memoryBytes));
    settings.put("max_memory_usage_for_user", String.valueOf(memoryBytesOfAll));
    settings.put("max_concurrent_queries_for_user", String.valueOf(queriesAtOnce));
    settings.put("max_rows_to_read", String.valueOf(rowsRead));
    settings.put("read_overflow_mode", "throw");
    settings.put("max_result_rows", String.valueOf(resultRows));
    settings.put("result_overflow_mode", "throw");
    return settings;
  }
}
