package io.hydrascope.storage.query;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks ClickHouse. Each call opens its own connection, so any thread may call. */
public final class StorageQueries {
  private static final String ALERT_COLUMNS =
      """
      alert_id, toUnixTimestamp64Micro(at) AS at_micros, rule, model, base_revision, revision,
      component, measure, state, previous_state, severity, effect, effect_low, effect_high,
      e_value, n_prompts, evidence
      """;

  private final SqlSession session;

  public StorageQueries(ClickHouseEndpoint endpoint) {
    session = new SqlSession(endpoint);
  }

  /**
   * @param limit of each plan under which the revision was watched
   */
  public List<FragileComponent> mostFragile(String model, String revision, int limit) {
    return session.list(
        """
        SELECT * FROM fragile_components
        WHERE model = ? AND revision = ? AND rank <= ?
        ORDER BY ablation, scope, target, reference_set, rank
        """,
        row ->
            new FragileComponent(
                row.getInt("rank"),
                row.getString("component"),
                plan(row, row.getString("reference_set")),
                new MeasuredValue(
                    estimate(row, "logprob_drop_mean"),
                    UnitOfMeasure.of(Measure.LOGPROB_DROP),
                    row.getLong("n"),
                    row.getLong("prompts"))),
        model,
        revision,
        limit);
  }

  /** The newest shifts of each candidate, base, measure and plan, over all prompts. */
  public List<ShiftSummary> latestShifts(String model) {
    return session.list(
        """
        SELECT base, candidate, measure, ablation, scope, target,
            countIf(verdict = 'shifted') AS shifted,
            countIf(verdict = 'equivalent') AS equivalent,
            countIf(verdict = 'undecided') AS undecided,
            argMin(component, rank) AS strongest,
            max(e_value) AS strongest_e_value,
            argMin(effect, rank) AS strongest_effect,
            argMin(effect_low, rank) AS strongest_low,
            argMin(effect_high, rank) AS strongest_high,
            argMin(n_prompts, rank) AS strongest_prompts,
            toUnixTimestamp64Micro(max(at)) AS newest
        FROM (
            SELECT *, (-e_value, -abs(effect), layer, kind != 'head', head, component) AS rank
            FROM shifts WHERE model = ? AND segment IN ('all', '') ORDER BY at DESC
            LIMIT 1 BY base, candidate, measure, ablation, scope, target, component)
        GROUP BY base, candidate, measure, ablation, scope, target
        ORDER BY candidate, base, measure, ablation, scope, target
        """,
        StorageQueries::shiftSummary,
        model);
  }

  private static ShiftSummary shiftSummary(ResultSet row) throws SQLException {
    ShiftMeasure measure = ShiftMeasure.parse(row.getString("measure"));
    return new ShiftSummary(
        row.getString("base"),
        row.getString("candidate"),
        measure,
        plan(row, ""),
        row.getLong("shifted"),
        row.getLong("equivalent"),
        row.getLong("undecided"),
        row.getString("strongest"),
        row.getDouble("strongest_e_value"),
        new ShiftEffect(
            row.getDouble("strongest_effect"),
            row.getDouble("strongest_low"),
            row.getDouble("strongest_high"),
            UnitOfMeasure.of(measure)),
        row.getLong("strongest_prompts"),
        instant(row.getLong("newest")));
  }

  /** Newest first. */
  public List<AlertRow> openAlerts() {
    return session.list(
        "SELECT " + ALERT_COLUMNS + " FROM open_alerts ORDER BY at DESC", StorageQueries::alert);
  }

  /** The newest changes of state of all alerts, newest first. */
  public List<AlertRow> alertHistory(int limit) {
    return session.list(
        "SELECT " + ALERT_COLUMNS + " FROM alerts FINAL ORDER BY at DESC LIMIT ?",
        StorageQueries::alert,
        limit);
  }

  private static AlertRow alert(ResultSet row) throws SQLException {
    return new AlertRow(
        row.getString("alert_id"),
        row.getLong("at_micros"),
        row.getString("rule"),
        row.getString("model"),
        row.getString("base_revision"),
        row.getString("revision"),
        row.getString("component"),
        row.getString("measure"),
        AlertState.valueOf(row.getString("state")),
        AlertState.valueOf(row.getString("previous_state")),
        row.getString("severity"),
        row.getDouble("effect"),
        row.getDouble("effect_low"),
        row.getDouble("effect_high"),
        row.getDouble("e_value"),
        row.getLong("n_prompts"),
        row.getString("evidence"));
  }

  private static PlanKey plan(ResultSet row, String referenceSet) throws SQLException {
    return new PlanKey(
        row.getString("ablation"), row.getString("scope"), row.getString("target"), referenceSet);
  }

  private static Estimate estimate(ResultSet row, String column) throws SQLException {
    return new Estimate(
        number(row, column), number(row, column + "_low"), number(row, column + "_high"));
  }

  private static @Nullable Double number(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : (Double) value;
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
