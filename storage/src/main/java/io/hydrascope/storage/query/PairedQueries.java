package io.hydrascope.storage.query;

import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What two revisions answered to the same prompts, as it is stored. Any thread may call. */
public final class PairedQueries {
  private final SqlSession session;

  public PairedQueries(ClickHouseEndpoint endpoint) {
    session = new SqlSession(endpoint);
  }

  /** The revisions of all models; a name that stood for other content has a row each. */
  public List<WatchedRevision> revisions() {
    return session.list(
        """
        SELECT model, revision, content_sha256, layers, heads, has_pos_embed FROM revisions FINAL
        ORDER BY model, revision, content_sha256
        """,
        row ->
            new WatchedRevision(
                row.getString("model"),
                row.getString("revision"),
                row.getString("content_sha256"),
                row.getInt("layers"),
                row.getInt("heads"),
                row.getBoolean("has_pos_embed")));
  }

  /** Under which plans the revision's rows were made. */
  public List<PlanKey> plans(String model, String revision) {
    return session.list(
        """
        SELECT DISTINCT ablation, scope, target, reference_set FROM effects
        WHERE model = ? AND revision = ? ORDER BY ablation, scope, target, reference_set
        """,
        row ->
            new PlanKey(
                row.getString("ablation"),
                row.getString("scope"),
                row.getString("target"),
                row.getString("reference_set")),
        model,
        revision);
  }

  /** What was ablated under a plan, layer by layer; text form. */
  public List<String> components(String model, String revision, PlanKey plan) {
    return session.list(
        """
        SELECT component FROM effects
        WHERE model = ? AND revision = ?
            AND ablation = ? AND scope = ? AND target = ? AND reference_set = ?
        GROUP BY layer, head, kind, component ORDER BY layer, kind, head, component
        """,
        row -> row.getString("component"),
        model,
        revision,
        plan.ablation(),
        plan.scope(),
        plan.target(),
        plan.referenceSet());
  }

  /**
   * How far two revisions were asked the same.
   *
   * @param both prompts that both answered
   * @param units of those
   * @param anyOfBase a prompt that only the base answered; empty where there is none
   * @param anyOfCandidate likewise
   * @param leastProbability the smallest inclusion probability of a row
   */
  public record Overlap(
      long both,
      long units,
      long onlyBase,
      long onlyCandidate,
      String anyOfBase,
      String anyOfCandidate,
      double leastProbability) {}

  public Overlap overlap(RevisionPairSelection of) {
    return session
        .list(
            """
            SELECT countIf(of_base AND of_candidate) AS in_both,
                uniqExactIf(%5$s, of_base AND of_candidate) AS units,
                countIf(NOT of_candidate) AS only_base, countIf(NOT of_base) AS only_candidate,
                minIf(prompt_id, NOT of_candidate) AS any_of_base,
                minIf(prompt_id, NOT of_base) AS any_of_candidate,
                min(probability) AS least_probability
            FROM (
                SELECT prompt_id, countIf(revision = %1$s) > 0 AS of_base,
                    countIf(revision = %2$s) > 0 AS of_candidate,
                    min(inclusion_probability) AS probability
                FROM effects WHERE %3$s GROUP BY prompt_id) AS answered
            %4$s
            """
                .formatted(
                    SqlText.literal(of.base()),
                    SqlText.literal(of.candidate()),
                    of.condition(),
                    PairedSql.joinedUnits(of),
                    PairedSql.UNIT),
            row ->
                new Overlap(
                    row.getLong("in_both"),
                    row.getLong("units"),
                    row.getLong("only_base"),
                    row.getLong("only_candidate"),
                    row.getString("any_of_base"),
                    row.getString("any_of_candidate"),
                    row.getDouble("least_probability")))
        .get(0);
  }

  /** A place that the revisions read at different tokens. */
  public record OtherToken(String promptId, int position, long base, long candidate) {}

  /** The first prompt and position whose target token differs, if there is one. */
  public Optional<OtherToken> otherToken(RevisionPairSelection of) {
    return session
        .list(
            """
            SELECT prompt_id, position, minIf(target_token, revision = %1$s) AS of_base,
                maxIf(target_token, revision = %2$s) AS of_candidate
            FROM effects WHERE %3$s GROUP BY prompt_id, position
            HAVING countIf(revision = %1$s) > 0 AND countIf(revision = %2$s) > 0
                AND uniqExact(target_token) > 1
            ORDER BY prompt_id, position LIMIT 1
            """
                .formatted(
                    SqlText.literal(of.base()), SqlText.literal(of.candidate()), of.condition()),
            row ->
                new OtherToken(
                    row.getString("prompt_id"),
                    row.getInt("position"),
                    row.getLong("of_base"),
                    row.getLong("of_candidate")))
        .stream()
        .findFirst();
  }

  /** Takes rows as they arrive. */
  public interface Taker {
    void take(PairedPrompt row);
  }

  /**
   * Hands out a row a component and prompt that both answered, prompt by prompt, unit by unit, in
   * the order that the seed makes of the units: what comes next does not depend on what came
   * before.
   */
  public void each(RevisionPairSelection of, long seed, Taker taker) {
    session.each(PairedSql.each(of, seed), row -> taker.take(paired(row)));
  }

  private static PairedPrompt paired(ResultSet row) throws SQLException {
    double[] base = new double[ShiftMeasure.MADE_OF.size()];
    double[] candidate = new double[ShiftMeasure.MADE_OF.size()];
    for (int i = 0; i < base.length; i++) {
      base[i] = row.getDouble("mean_base_" + ShiftMeasure.MADE_OF.get(i).column());
      candidate[i] = row.getDouble("mean_candidate_" + ShiftMeasure.MADE_OF.get(i).column());
    }
    return new PairedPrompt(
        row.getString("unit"),
        row.getString("prompt_id"),
        row.getString("component"),
        row.getInt("places"),
        base,
        candidate,
        new double[] {
          row.getDouble("sum_base_direct_effect"), row.getDouble("sum_base_self_repair")
        });
  }

  /**
   * Mean response of a component to an ablation in each revision, over all that it answered.
   *
   * @param base null where the base has none
   * @param candidate likewise
   */
  public record PairedResponse(
      String component, String responder, @Nullable Double base, @Nullable Double candidate) {}

  /** Layer by layer; empty where no response matrix is kept. */
  public List<PairedResponse> responses(RevisionPairSelection of) {
    return session.list(
        """
        SELECT component, responder,
            anyOrNullIf(response_mean, revision = %1$s) AS of_base,
            anyOrNullIf(response_mean, revision = %2$s) AS of_candidate
        FROM response_matrix FINAL
        WHERE model = %3$s AND revision IN (%1$s, %2$s) AND %4$s AND component IN (%5$s)
            AND segment = 'all' AND window = 'all'
        GROUP BY component, responder, responder_layer, responder_kind, responder_head
        ORDER BY responder_layer, responder_kind, responder_head, component
        """
            .formatted(
                SqlText.literal(of.base()),
                SqlText.literal(of.candidate()),
                SqlText.literal(of.model()),
                of.plan().condition(),
                SqlText.literals(of.components())),
        row ->
            new PairedResponse(
                row.getString("component"),
                row.getString("responder"),
                number(row, "of_base"),
                number(row, "of_candidate")));
  }

  private static @Nullable Double number(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : (Double) value;
  }
}
