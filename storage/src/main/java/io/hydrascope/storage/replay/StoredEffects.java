package io.hydrascope.storage.replay;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads stored effects back as the batches that they were, a capture at a time. */
public record StoredEffects(ClickHouseEndpoint endpoint) {
  private static final String UNKNOWN = "stored";

  /** Takes all rows of a capture. */
  public interface EffectConsumer {
    void read(EffectBatch capture);
  }

  /**
   * Starts of the hours of event time that have rows.
   *
   * @param effects a table or a subquery
   * @param which a condition
   */
  public List<Instant> hours(String effects, String which) throws SQLException {
    List<Instant> hours = new ArrayList<>();
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT DISTINCT toUnixTimestamp(toStartOfHour(event_time)) AS hour FROM %s WHERE %s ORDER BY hour"
                    .formatted(effects, which))) {
      while (rows.next()) {
        hours.add(Instant.ofEpochSecond(rows.getLong(1)));
      }
    }
    return hours;
  }

  /** The time of the oldest; empty where there is none. */
  public Optional<Instant> first() throws SQLException {
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT toUnixTimestamp64Micro(min(event_time)) FROM effects HAVING count() > 0")) {
      return row.next()
          ? Optional.of(Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS))
          : Optional.empty();
    }
  }

  /** All captures of an hour that the condition leaves, their rows in the order of a batch. */
  public void read(String effects, Instant hour, String which, EffectConsumer reader)
      throws SQLException {
    String measures =
        Arrays.stream(Measure.values()).map(Measure::column).collect(Collectors.joining(", "));
    String sql =
        """
        SELECT model, revision, capture_id, prompt_id, component, ablation, scope, target, reference_set, segments,
            toUnixTimestamp64Micro(event_time) AS micros, position, donor_id, target_token, intact_logit, ablated_logit,
            top1_flip, [%s] AS measures
        FROM %s
        WHERE event_time >= fromUnixTimestamp(%d) AND event_time < fromUnixTimestamp(%d)
            AND inclusion_probability = 1 AND (%s)
        ORDER BY model, revision, capture_id, layer, head, component, position, target_token, donor_id
        """
            .formatted(
                measures,
                effects,
                hour.getEpochSecond(),
                hour.plus(1, ChronoUnit.HOURS).getEpochSecond(),
                which);
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<StoredRow> capture = new ArrayList<>();
      while (rows.next()) {
        StoredRow row = StoredRow.of(rows);
        if (!capture.isEmpty() && !capture.get(0).isOfTheCaptureOf(row)) {
          reader.read(batch(capture));
          capture.clear();
        }
        capture.add(row);
      }
      if (!capture.isEmpty()) {
        reader.read(batch(capture));
      }
    }
  }

  private record StoredRow(
      CaptureSource source,
      String captureId,
      String promptId,
      String component,
      List<String> plan,
      Map<String, String> segments,
      long micros,
      int position,
      String donorId,
      int targetToken,
      double intactLogit,
      double ablatedLogit,
      boolean top1Flip,
      double[] measures) {

    /** The same weights under another name are other observations. */
    boolean isOfTheCaptureOf(StoredRow other) {
      return captureId.equals(other.captureId) && source.equals(other.source);
    }

    @SuppressWarnings("unchecked") // the column's type
    static StoredRow of(ResultSet row) throws SQLException {
      return new StoredRow(
          new CaptureSource(row.getString(1), row.getString(2), UNKNOWN, UNKNOWN),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          List.of(row.getString(6), row.getString(7), row.getString(8), row.getString(9)),
          (Map<String, String>) row.getObject(10),
          row.getLong(11),
          row.getInt(12),
          row.getString(13),
          row.getInt(14),
          row.getDouble(15),
          row.getDouble(16),
          row.getBoolean(17),
          Arrays.stream((Double[]) row.getArray(18).getArray())
              .mapToDouble(Double::doubleValue)
              .toArray());
    }
  }

  private static EffectBatch batch(List<StoredRow> rows) {
    StoredRow first = rows.get(0);
    List<String> names = rows.stream().map(StoredRow::component).distinct().toList();
    List<AblationUnit> ablated = names.stream().map(AblationUnit::parse).toList();
    List<String> donors =
        rows.stream()
            .map(StoredRow::donorId)
            .filter(id -> !id.isEmpty())
            .distinct()
            .sorted()
            .toList();
    double[] measures = new double[rows.size() * Measure.COUNT];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row).measures, 0, measures, row * Measure.COUNT, Measure.COUNT);
    }
    boolean[] flips = new boolean[rows.size()];
    for (int row = 0; row < flips.length; row++) {
      flips[row] = rows.get(row).top1Flip;
    }
    return new EffectBatch(
        first.source,
        plan(first.plan, ablated),
        new Capture(
            first.captureId,
            first.promptId,
            first.promptId,
            first.segments,
            donors,
            Capture.NO_TOKEN,
            first.micros),
        ablated,
        rows.stream().mapToInt(row -> names.indexOf(row.component)).toArray(),
        rows.stream().mapToInt(StoredRow::position).toArray(),
        rows.stream()
            .mapToInt(
                row -> row.donorId.isEmpty() ? CaptureRows.NO_DONOR : donors.indexOf(row.donorId))
            .toArray(),
        rows.stream().mapToInt(StoredRow::targetToken).toArray(),
        rows.stream().mapToDouble(StoredRow::intactLogit).toArray(),
        rows.stream().mapToDouble(StoredRow::ablatedLogit).toArray(),
        flips,
        measures);
  }

  /** What is stored of the plan. */
  private static CapturePlan plan(List<String> texts, List<AblationUnit> ablated) {
    return new CapturePlan(
        Ablation.parse(texts.get(0)),
        Scope.parse(texts.get(1)),
        Target.parse(texts.get(2)),
        ablated,
        UNKNOWN,
        texts.get(3));
  }
}
