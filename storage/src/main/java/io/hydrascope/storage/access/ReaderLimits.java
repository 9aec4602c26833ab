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
 */
public record ReaderLimits(
    Duration time, long memoryBytes, long rowsRead, long resultRows, long queriesPerHour) {
  public static final ReaderLimits STANDARD =
      new ReaderLimits(Duration.ofMinutes(1), 1L << 30, 1_000_000_000, 1_000_000, 20_000);

  public ReaderLimits {
    if (time.toSeconds() < 1 || !time.equals(Duration.ofSeconds(time.toSeconds()))) {
      throw new IllegalArgumentException("time=" + time + " must be whole seconds, at least 1");
    }
    requirePositive("memoryBytes", memoryBytes);
    requirePositive("rowsRead", rowsRead);
    requirePositive("resultRows", resultRows);
    requirePositive("queriesPerHour", queriesPerHour);
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
    settings.put("max_rows_to_read", String.valueOf(rowsRead));
    settings.put("read_overflow_mode", "throw");
    settings.put("max_result_rows", String.valueOf(resultRows));
    settings.put("result_overflow_mode", "throw");
    return settings;
  }
}
