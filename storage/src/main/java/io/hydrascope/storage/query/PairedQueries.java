package io.hydrascope.storage.query;

import io.hydrascope.schemas.Measure;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What two revisions answered to the same prompts, as it is stored. Any thread may call. */
public final class PairedQueries {
  /** What comparisons are made of, in order. */
  public static final List<Measure> READ =
      List.of(
          Measure.SELF_REPAIR, Measure.DIRECT_EFFECT, Measure.TOTAL_EFFECT, Measure.LOGPROB_DROP);

  /** A prompt's group; the prompt itself where it has none. */
  private static final String UNIT = "if(prompt_group = '', prompt_id, prompt_group)";

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
                    quoted(of.base()), quoted(of.candidate()), rows(of), joinedUnits(of), UNIT),
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
                .formatted(quoted(of.base()), quoted(of.candidate()), rows(of)),
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
    session.each(
        """
        SELECT %8$s AS unit, prompt_id, component, count() AS common, %1$s
        FROM (
            SELECT prompt_id, component, position, donor_id, target_token, %2$s
            FROM effects WHERE %3$s
            GROUP BY prompt_id, component, position, donor_id, target_token
            HAVING countIf(revision = %4$s) > 0 AND countIf(revision = %5$s) > 0) AS answered
        %6$s
        GROUP BY unit, prompt_id, component
        ORDER BY sipHash64(%7$d, unit), unit, prompt_id, component
        """
            .formatted(
                columns("avg(%2$s_%1$s) AS mean_%2$s_%1$s", of),
                columns("avgIf(%1$s, revision = %3$s) AS %2$s_%1$s", of),
                rows(of),
                quoted(of.base()),
                quoted(of.candidate()),
                joinedUnits(of),
                seed,
                UNIT),
        row -> taker.take(paired(row)));
  }

  /** {@code format} gets the measure, the side's name and the side's quoted revision. */
  private static String columns(String format, RevisionPairSelection of) {
    List<String> columns = new ArrayList<>();
    for (Measure measure : READ) {
      columns.add(format.formatted(measure.column(), "base", quoted(of.base())));
      columns.add(format.formatted(measure.column(), "candidate", quoted(of.candidate())));
    }
    return String.join(", ", columns);
  }

  private static PairedPrompt paired(ResultSet row) throws SQLException {
    double[] base = new double[READ.size()];
    double[] candidate = new double[READ.size()];
    for (int i = 0; i < base.length; i++) {
      base[i] = row.getDouble("mean_base_" + READ.get(i).column());
      candidate[i] = row.getDouble("mean_candidate_" + READ.get(i).column());
    }
    return new PairedPrompt(
        row.getString("unit"),
        row.getString("prompt_id"),
        row.getString("component"),
        row.getInt("common"),
        base,
        candidate);
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
                quoted(of.base()),
                quoted(of.candidate()),
                quoted(of.model()),
                plan(of.plan()),
                list(of.components())),
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

  private static String rows(RevisionPairSelection of) {
    String prompts =
        of.promptIds().isEmpty() ? "" : " AND prompt_id IN (" + list(of.promptIds()) + ")";
    return "model = %s AND revision IN (%s, %s) AND %s AND component IN (%s)%s"
        .formatted(
            quoted(of.model()),
            quoted(of.base()),
            quoted(of.candidate()),
            plan(of.plan()),
            list(of.components()),
            prompts);
  }

  private static String plan(PlanKey plan) {
    return "ablation = %s AND scope = %s AND target = %s AND reference_set = %s"
        .formatted(
            quoted(plan.ablation()),
            quoted(plan.scope()),
            quoted(plan.target()),
            quoted(plan.referenceSet()));
  }

  /** Behind what {@link #UNIT} is selected from. */
  private static String joinedUnits(RevisionPairSelection of) {
    return """
        LEFT JOIN (
            SELECT prompt_id, prompt_group FROM prompts FINAL WHERE model = %s) AS asked USING (prompt_id)
        """
        .formatted(quoted(of.model()));
  }

  private static String list(List<String> words) {
    return words.stream().map(PairedQueries::quoted).collect(Collectors.joining(", "));
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
