package io.hydrascope.storage.top2;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.TestingRows;
import io.hydrascope.storage.insert.TableEncoders;
import io.hydrascope.storage.query.ScheduledMetrics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class Top2MetricsIT {
  private static final List<EffectBatch> CAPTURES = new TestingDonorCaptures(7).draw(60);

  /** What is the same sum by both; tails are exact here and within their error there. */
  private static final String NUMBERS =
      "[COLUMNS('^(intact_logit|ablated_logit|contribution|[a-z]+_effect|norm_term|self_repair|closure_error|[a-z]+_response|kl"
          + "|logprob_drop|flip_rate|repair_fraction|repair_from_[a-z]+|erasure_share|importance_gap"
          + "|[ct]e_on_de_slope|[ct]e_on_de_intercept|[ct]e_on_de_r2|repair_fraction_even|repair_fraction_odd)(_mean|_variance)?(_low|_high)?$')]";

  /** Keys, and those whose exact tails are not within the error of the definition's histogram. */
  private static final String WIDE_TAILS =
      """
      SELECT count(), countIf(NOT ifNull(abs(e.logprob_drop_p95 - f.logprob_drop_p95) <= greatest(0.0102 * abs(f.logprob_drop_p95), 1e-4)
          AND abs(e.logprob_drop_cvar95 - f.logprob_drop_cvar95) <= greatest(0.0102 * abs(f.logprob_drop_cvar95), 1e-4), 0))
      FROM (SELECT * FROM latest_metrics WHERE kept = 'expected') AS e
      INNER JOIN (SELECT * FROM latest_metrics WHERE kept = 'top2' AND window = 'all') AS f USING (component, segment)
      """;

  private static final List<String> SEGMENTS = List.of("all", "task=x", "task=y");

  @Test
  void top2_ofAll_equalsTheDefinition(TestingDatabase database) throws Exception {
    TestingDatabase filled = filled(database);
    filled.insert(TableEncoders.runningMetrics(), "expected", expected());

    new ScheduledMetrics(filled.endpoint()).refresh();

    assertThat(filled.lines(differences("expected", "all"))).containsExactly("6\t0");
    assertThat(filled.lines(WIDE_TAILS)).containsExactly("6\t0");
  }

  @Test
  void top2_ofASegmentThatTheJobPools_countsInOther(TestingDatabase database) throws Exception {
    TestingDatabase filled = filled(database);
    filled.execute(
        """
        INSERT INTO running_metrics (model, revision, segment, window, kept, updated_at)
        SELECT 'tiny', 'base', arrayJoin(['task=x', 'task=other']), 'all', 'all', now64(6)
        """);

    new ScheduledMetrics(filled.endpoint()).refresh();

    assertThat(
            filled.lines(
                "SELECT DISTINCT segment FROM latest_metrics WHERE kept = 'top2' ORDER BY segment"))
        .containsExactly("all", "task=other", "task=x");
  }

  @Test
  void top2_ofADay_equalsAllOfThatDaysCaptures(TestingDatabase database) throws Exception {
    TestingDatabase filled = filled(database);

    new ScheduledMetrics(filled.endpoint()).refresh();

    assertThat(
            filled.lines(
                """
                SELECT window, uniqExact(window_start), min(n), min(window_start)
                FROM latest_metrics WHERE kept = 'top2' AND segment = 'all' AND window IN ('1h', '1d')
                GROUP BY window ORDER BY window
                """))
        .containsExactly(
            "1d\t1\t7\t2026-01-01 00:00:00.000000", "1h\t2\t3\t2026-01-01 12:00:00.000000");
    assertThat(filled.lines(differences("top2", "1d"))).containsExactly("6\t0");
  }

  @Test
  void top2_refreshedAgain_replacesAndSkipsWhatIsSettled(TestingDatabase database)
      throws Exception {
    TestingDatabase filled = filled(database);
    new ScheduledMetrics(filled.endpoint()).refresh();
    new ScheduledMetrics(filled.endpoint()).refresh();
    assertThat(
            filled.lines(
                "SELECT count() FROM latest_metrics WHERE kept = 'top2' AND window = 'all'"))
        .containsExactly("6");

    filled.execute(
        """
        INSERT INTO running_metrics (model, revision, segment, window, kept, updated_at)
        SELECT 'tiny', 'base', 'all', 'all', 'top2', now64(6) + INTERVAL 1 HOUR
        """);
    assertThat(filled.lines("SELECT count() FROM top2_due(closed = 0)")).containsExactly("0");
  }

  private static TestingDatabase filled(TestingDatabase database) throws Exception {
    database.migrated().insert(TableEncoders.effects(), "captures", CAPTURES);
    return database;
  }

  private static List<MetricsRow> expected() {
    List<MetricsRow> rows = new ArrayList<>();
    for (String segment : SEGMENTS) {
      List<EffectBatch> captures =
          CAPTURES.stream()
              .filter(
                  capture ->
                      segment.equals("all")
                          || segment.equals("task=" + capture.capture().segments().get("task")))
              .toList();
      for (AblationUnit component : CAPTURES.get(0).ablated()) {
        MetricsKey key =
            new MetricsKey(
                TestingRows.MODEL,
                "base",
                component,
                "resample",
                "all_positions",
                "argmax",
                "",
                segment,
                "all",
                0,
                "expected");
        rows.add(TestingTop2.of(captures, key, TestingRows.NOON));
      }
    }
    return rows;
  }

  /** Keys that both have, and numbers that differ by more than 1e-9 of max(|x|, 1e-3). */
  private static String differences(String kept, String window) {
    return """
        SELECT count(), sum(arrayCount((x, y) -> NOT ifNull(abs(x - y) <= 1e-9 * greatest(abs(x), 1e-3), x IS NULL AND y IS NULL),
            expected.numbers, found.numbers) + (expected.n != found.n) + (expected.prompts != found.prompts))
        FROM (SELECT component, segment, n, prompts, %1$s AS numbers FROM latest_metrics
            WHERE kept = '%2$s' AND window = 'all') AS expected
        INNER JOIN (SELECT component, segment, n, prompts, %1$s AS numbers FROM latest_metrics
            WHERE kept = 'top2' AND window = '%3$s') AS found USING (component, segment)
        """
        .formatted(NUMBERS, kept, window);
  }
}
