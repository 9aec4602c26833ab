package io.hydrascope.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** The running metrics beside what SQL makes of the stored effects. */
final class StoredMetrics {
  /** A list for SQL. */
  static final String ALL_WINDOWS = "'all', '1m', '1h', '1d'";

  /** Keys whose metrics are not those of today's effects; of which windows, a list. */
  private static final String WRONG_METRICS =
      """
      SELECT count(), countIf(NOT ifNull(f.n = m.n AND f.prompts = m.prompts
          AND abs(f.mean - m.self_repair_mean) <= 1e-9 * greatest(abs(f.mean), 1e-3)
          AND abs(f.variance - m.self_repair_variance) <= 1e-9 * greatest(abs(f.variance), 1e-3)
          AND abs(f.slope - m.ce_on_de_slope) <= 1e-9 * greatest(abs(f.slope), 1e-3), 0))
      FROM (
        SELECT revision, component, segment, period.1 AS window, period.2 AS window_start,
            count() AS n, uniqExact(prompt_id) AS prompts, avg(self_repair) AS mean, varSampStable(self_repair) AS variance,
            covarSampStable(direct_effect, compensatory_effect) / varSampStable(direct_effect) AS slope
        FROM effects
        ARRAY JOIN ['all', concat('task=', segments['task'])] AS segment
        ARRAY JOIN [('all', toDateTime64(0, 6, 'UTC')), ('1m', toDateTime64(toStartOfMinute(event_time), 6, 'UTC')),
            ('1h', toDateTime64(toStartOfHour(event_time), 6, 'UTC')), ('1d', toDateTime64(toStartOfDay(event_time), 6, 'UTC'))] AS period
        WHERE period.1 IN (%1$s)
        GROUP BY ALL
      ) AS f
      FULL JOIN (SELECT * FROM latest_metrics WHERE kept = 'all' AND window IN (%1$s)) AS m
      USING (revision, component, segment, window, window_start)
      """;

  private StoredMetrics() {}

  /**
   * @param windows for SQL, {@link #ALL_WINDOWS} or some of them
   */
  static void assertAreOfTheRows(StoredRows stored, String windows) {
    List<String> found = stored.lines(WRONG_METRICS.formatted(windows));
    assertThat(found).singleElement().asString().endsWith("\t0").doesNotStartWith("0\t");
  }
}
