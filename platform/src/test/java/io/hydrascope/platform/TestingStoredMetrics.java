package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The running metrics beside what SQL makes of the stored effects. */
public final class TestingStoredMetrics {
  /** A list for SQL. */
  public static final String ALL_WINDOWS = "'all', '1m', '1h', '1d'";

  /** What a tail is off by at most, of its size or of the second, whichever is more. */
  private static final String SKETCH = "0.01, 0.01";

  private static final String ROUNDING = "1e-9, 1e-3";

  /** No columns of the metrics. */
  private static final Set<String> PARTS = Set.of("drops", "worst");

  private static final String BESIDE_EACH_OTHER =
      """
      SELECT %1$s
      FROM (
        SELECT revision, component, segment, period.1 AS window, period.2 AS window_start, %2$s
        FROM effects
        ARRAY JOIN ['all', concat('task=', segments['task'])] AS segment
        ARRAY JOIN [('all', toDateTime64(0, 6, 'UTC')), ('1m', toDateTime64(toStartOfMinute(event_time), 6, 'UTC')),
            ('1h', toDateTime64(toStartOfHour(event_time), 6, 'UTC')), ('1d', toDateTime64(toStartOfDay(event_time), 6, 'UTC'))] AS period
        WHERE period.1 IN (%3$s)
        GROUP BY ALL
      ) AS f
      FULL JOIN (SELECT * FROM latest_metrics WHERE kept = 'all' AND window IN (%3$s)) AS m
      USING (revision, component, segment, window, window_start)
      ARRAY JOIN [%4$s] AS metric
      %5$s
      """;

  private static final String WRONG =
      """
      WHERE NOT ifNull(abs(metric.2 - metric.3) <= metric.4 * greatest(abs(metric.2), metric.5),
          isNull(metric.2) AND isNull(metric.3))
      LIMIT 20
      """;

  private static final String NEVER_DEFINED =
      "GROUP BY metric.1 HAVING countIf(isNotNull(metric.3)) = 0";

  private TestingStoredMetrics() {}

  /**
   * @param windows for SQL, {@link #ALL_WINDOWS} or some of them
   */
  public static void assertAreOfTheRows(TestingStoredRows stored, String windows) {
    assertThat(wrong(stored, windows)).as("key, (column, of the rows, stored)").isEmpty();
    assertThat(stored.number("SELECT count() FROM latest_metrics")).isPositive();
  }

  /**
   * A line for each of the first columns that are not what today's effects make of their key, of
   * all columns but the ends of intervals, and the synergy, which needs sets. Whether a fraction is
   * rightly undefined is not asked.
   */
  public static List<String> wrong(TestingStoredRows stored, String windows) {
    return stored.lines(
        sql("revision, component, segment, window, window_start, metric", windows, WRONG));
  }

  /** Otherwise a column that is undefined everywhere would look right. */
  static void assertEachColumnIsSomewhereDefined(TestingStoredRows stored) {
    assertThat(stored.lines(sql("metric.1", ALL_WINDOWS, NEVER_DEFINED))).isEmpty();
  }

  private static String sql(String select, String windows, String which) {
    Map<String, String> recounted = recounted();
    String columns =
        recounted.entrySet().stream()
            .map(column -> column.getValue() + " AS " + column.getKey())
            .collect(Collectors.joining(", "));
    String pairs =
        recounted.keySet().stream()
            .filter(column -> !PARTS.contains(column))
            .map(TestingStoredMetrics::pair)
            .collect(Collectors.joining(", "));
    return BESIDE_EACH_OTHER.formatted(select, columns, windows, pairs, which);
  }

  /** Name, number of the rows, stored number, and what they may differ by. */
  private static String pair(String column) {
    boolean isFraction = column.startsWith("repair_") || column.equals("erasure_share");
    return "('%1$s', CAST(if(%2$s AND isNull(m.%1$s), NULL, f.%1$s) AS Nullable(Float64)), CAST(m.%1$s AS Nullable(Float64)), %3$s)"
        .formatted(column, isFraction, column.endsWith("95") ? SKETCH : ROUNDING);
  }

  /** SQL over the rows of one key, by column. */
  private static Map<String, String> recounted() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("n", "count()");
    columns.put("prompts", "uniqExact(prompt_id)");
    for (Measure measure : Measure.ALL) {
      columns.put(measure.column() + "_mean", "avg(%s)".formatted(measure.column()));
      columns.put(measure.column() + "_variance", "varSampStable(%s)".formatted(measure.column()));
    }
    fraction(columns, "repair_fraction", "sum(self_repair)");
    fraction(columns, "repair_from_heads", "sum(heads_response)");
    fraction(columns, "repair_from_mlps", "sum(mlps_response)");
    fraction(columns, "repair_from_other", "sum(other_response)");
    fraction(columns, "repair_from_norm", "sum(norm_term)");
    columns.put("erasure_share", "sum(erasure_response) / sum(positive_response)");
    half(columns, "repair_fraction_even", 0);
    half(columns, "repair_fraction_odd", 1);
    line(columns, "ce_on_de", Measure.COMPENSATORY_EFFECT);
    line(columns, "te_on_de", Measure.TOTAL_EFFECT);
    columns.put("drops", "arrayReverseSort(groupArray(logprob_drop))");
    columns.put("worst", "count() / 20");
    columns.put("logprob_drop_p95", "drops[toUInt32(floor(worst)) + 1]");
    columns.put(
        "logprob_drop_cvar95",
        "arraySum(arrayMap((x, i) -> x * greatest(0, least(1, worst + 1 - i)), drops, arrayEnumerate(drops))) / worst");
    columns.put("flip_rate", "avg(top1_flip)");
    columns.put("importance_gap", "avg(contribution - total_effect)");
    return columns;
  }

  private static void fraction(Map<String, String> columns, String name, String sum) {
    columns.put(name, sum + " / sum(direct_effect)");
  }

  private static void half(Map<String, String> columns, String name, int remainder) {
    String own = "CRC32(prompt_id) % 2 = " + remainder;
    columns.put(name, "sumIf(self_repair, %1$s) / sumIf(direct_effect, %1$s)".formatted(own));
  }

  private static void line(Map<String, String> columns, String name, Measure measure) {
    String y = measure.column();
    String slope = "covarSampStable(direct_effect, %s) / varSampStable(direct_effect)".formatted(y);
    columns.put(name + "_slope", slope);
    columns.put(name + "_intercept", "avg(%s) - %s * avg(direct_effect)".formatted(y, slope));
    columns.put(name + "_r2", "pow(corrStable(direct_effect, %s), 2)".formatted(y));
  }
}
