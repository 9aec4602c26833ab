package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** How far captures have come on their way into the tables. Any thread may call. */
public final class FlowQueries {
  private final SqlSession session;

  public FlowQueries(ClickHouseEndpoint endpoint) {
    session = new SqlSession(endpoint);
  }

  /**
   * Rows of a model in each table that follows from its effects.
   *
   * @param effects rows of {@code effects}
   * @param dueInMetrics each of those rows once for every segment that counts it
   * @param inMetrics what the running metrics have counted of them, over all components and
   *     segments
   */
  public record Flow(long effects, long dueInMetrics, long inMetrics) {}

  public Flow flow(String model) {
    return session
        .list(
            """
            SELECT
                count() AS effects,
                sum(1 + length(segments)) AS due_in_metrics,
                (SELECT sum(n) FROM latest_metrics
                 WHERE model = ? AND window = 'all' AND kept = 'all') AS in_metrics
            FROM effects WHERE model = ?
            """,
            row ->
                new Flow(
                    row.getLong("effects"),
                    row.getLong("due_in_metrics"),
                    row.getLong("in_metrics")),
            model,
            model)
        .get(0);
  }

  /**
   * Rows of a model that its metrics of all time have counted, and its hours, days or response
   * matrix, which are written less often, have not; prompts that were late for a window stay.
   */
  public long behindInWindows(String model) {
    return session
        .list(
            """
            SELECT
                2 * sumIf(n, window = 'all') - sumIf(n, window IN ('1h', '1d'))
                    + sumIf(n, window = 'all' AND segment = 'all')
                    - (SELECT sum(answered) FROM (
                        SELECT any(n) AS answered FROM response_matrix FINAL WHERE model = ?
                        GROUP BY revision, component, ablation, scope, target, reference_set)) AS behind
            FROM latest_metrics WHERE model = ? AND kept = 'all'
            """,
            row -> row.getLong("behind"),
            model,
            model)
        .get(0);
  }

  /** How many rows of these captures, under these names, can be queried. */
  public long rowsOf(String model, List<String> revisions, List<String> captureIds) {
    // Identifiers are hexadecimal digits of our own making; anything else is refused.
    String ids =
        captureIds.stream().map(FlowQueries::quotedId).collect(Collectors.joining(",", "(", ")"));
    return session
        .list(
            """
            SELECT count() AS rows FROM effects
            WHERE model = ? AND revision IN (%s) AND capture_id IN %s
            """
                .formatted(SqlText.literals(revisions), ids),
            row -> row.getLong("rows"),
            model)
        .get(0);
  }

  /** Prompts that both revisions have answered, and how many of them the comparison has taken. */
  public record ComparedPrompts(long answered, long compared) {}

  public ComparedPrompts comparison(String model, String base, String candidate) {
    return session
        .list(
            """
            SELECT
                (SELECT count() FROM (
                    SELECT prompt_id FROM effects WHERE model = ? AND revision IN (?, ?)
                    GROUP BY prompt_id HAVING uniqExact(revision) = 2)) AS answered,
                (SELECT max(n_prompts) FROM shifts
                 WHERE model = ? AND base = ? AND candidate = ?) AS compared
            """,
            row -> new ComparedPrompts(row.getLong("answered"), row.getLong("compared")),
            model,
            base,
            candidate,
            model,
            base,
            candidate)
        .get(0);
  }

  /** A content that the revision's name stood for before, if it is not this one. */
  public Optional<String> otherContent(String model, String revision, String contentSha256) {
    return session
        .list(
            """
            SELECT content_sha256 FROM revisions
            WHERE model = ? AND revision = ? AND content_sha256 != ? LIMIT 1
            """,
            row -> row.getString("content_sha256"),
            model,
            revision,
            contentSha256)
        .stream()
        .findFirst();
  }

  /** The server's clock, microseconds since 1970 UTC. */
  public long clockMicros() {
    return session
        .list("SELECT toUnixTimestamp64Micro(now64(6)) AS now", row -> row.getLong("now"))
        .get(0);
  }

  /**
   * Every revision that was registered.
   *
   * @param named makes what is wanted of model and revision
   */
  public <T> List<T> registered(BiFunction<String, String, T> named) {
    return session.list(
        "SELECT DISTINCT model, revision FROM revisions ORDER BY model, revision",
        row -> named.apply(row.getString("model"), row.getString("revision")));
  }

  /** The 99.9th percentile of |closure_error| / max(1, |intact_logit|), exact; NaN without rows. */
  public double closureErrorP999(String model) {
    return session
        .list(
            """
            SELECT quantileExact(0.999)(abs(closure_error) / greatest(1, abs(intact_logit))) AS p999
            FROM effects WHERE model = ?
            """,
            row -> row.getDouble("p999"),
            model)
        .get(0);
  }

  private static String quotedId(String id) {
    if (!id.matches("[0-9a-f]+")) {
      throw new IllegalArgumentException("captureId=" + id + " is not hexadecimal");
    }
    return SqlText.literal(id);
  }
}
