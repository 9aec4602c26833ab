package io.hydrascope.storage.migrate;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Rows that expire. */
public enum RetainedRows {
  EFFECTS("effects", "effects", 90),
  RESPONSES("responses", "responses", 7),
  VECTORS("vectors", "vectors", 7),
  SHIFTS("shifts", "shifts", 90),
  /** Windows of the running metrics, as are the next two. */
  MINUTE_WINDOWS("1m", "running_metrics", 7),
  HOUR_WINDOWS("1h", "running_metrics", 90),
  DAY_WINDOWS("1d", "running_metrics", 730);

  /** {@code top2_due} looks three days back: a window that is gone earlier would come again. */
  private static final int SHORTEST_DAYS = 4;

  private final String word;
  private final String table;
  private final int standardDays;

  RetainedRows(String word, String table, int standardDays) {
    this.word = word;
    this.table = table;
    this.standardDays = standardDays;
  }

  /** As people name them. */
  public String word() {
    return word;
  }

  String table() {
    return table;
  }

  Duration standard() {
    return Duration.ofDays(standardDays);
  }

  Duration shortest() {
    return Duration.ofDays(
        this == RESPONSES || this == VECTORS || this == SHIFTS ? 1 : SHORTEST_DAYS);
  }

  /**
   * @throws IllegalArgumentException naming the word and the accepted ones
   */
  public static RetainedRows parse(String word) {
    return Arrays.stream(values())
        .filter(rows -> rows.word.equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'%s' is none of %s".formatted(word, words())));
  }

  private static String words() {
    return Arrays.stream(values()).map(RetainedRows::word).collect(Collectors.joining(", "));
  }
}
