package io.hydrascope.storage.query;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code analysis.shift}'s pairing of rows as SQL: rows meet at the same component, position, donor
 * and token; donors are averaged first, then positions. The contract test of a shift holds both to
 * the same numbers.
 */
final class PairedSql {
  /** A prompt's group; the prompt itself where it has none. */
  static final String UNIT = "if(prompt_group = '', prompt_id, prompt_group)";

  private static final List<Measure> BASE_SUMS =
      List.of(Measure.DIRECT_EFFECT, Measure.SELF_REPAIR);

  private PairedSql() {}

  /** A row a component and prompt that both answered; its columns are {@link PairedPrompt}'s. */
  static String each(RevisionPairSelection of, long seed) {
    return """
        SELECT %1$s AS unit, prompt_id, component, countIf(pairs > 0) AS places, %2$s, %3$s
        FROM (%4$s) AS by_place
        %5$s
        GROUP BY unit, prompt_id, component
        ORDER BY sipHash64(%6$d, unit), unit, prompt_id, component
        """
        .formatted(
            UNIT,
            measures("avgIf(base_%1$s, pairs > 0) AS mean_base_%1$s")
                + ", "
                + measures("avgIf(candidate_%1$s, pairs > 0) AS mean_candidate_%1$s"),
            sums("sumIf(all_%1$s, base_rows > 0) AS sum_base_%1$s"),
            places(of),
            joinedUnits(of),
            seed);
  }

  /** A row a component, prompt and position: over its donors. */
  private static String places(RevisionPairSelection of) {
    return """
        SELECT prompt_id, component, position, countIf(of_base AND of_candidate) AS pairs,
            countIf(of_base) AS base_rows, %1$s, %2$s, %3$s
        FROM (%4$s) AS by_row
        GROUP BY prompt_id, component, position
        """
        .formatted(
            measures("avgIf(row_base_%1$s, of_base AND of_candidate) AS base_%1$s"),
            measures("avgIf(row_candidate_%1$s, of_base AND of_candidate) AS candidate_%1$s"),
            sums("avgIf(row_base_%1$s, of_base) AS all_%1$s"),
            rows(of));
  }

  /** A row a component, prompt, position, donor and token: what each revision has there. */
  private static String rows(RevisionPairSelection of) {
    String base = "revision = " + SqlText.literal(of.base());
    String candidate = "revision = " + SqlText.literal(of.candidate());
    return """
        SELECT prompt_id, component, position, donor_id, target_token,
            countIf(%1$s) > 0 AS of_base, countIf(%2$s) > 0 AS of_candidate, %3$s, %4$s
        FROM effects
        WHERE %5$s AND prompt_id IN (
            SELECT prompt_id FROM effects WHERE %5$s
            GROUP BY prompt_id HAVING countIf(%1$s) > 0 AND countIf(%2$s) > 0)
        GROUP BY prompt_id, component, position, donor_id, target_token
        """
        .formatted(
            base,
            candidate,
            measures("avgIf(%%1$s, %s) AS row_base_%%1$s".formatted(base.replace("%", "%%"))),
            measures(
                "avgIf(%%1$s, %s) AS row_candidate_%%1$s".formatted(candidate.replace("%", "%%"))),
            of.condition());
  }

  /** Behind what {@link #UNIT} is selected from. */
  static String joinedUnits(RevisionPairSelection of) {
    return """
        LEFT JOIN (
            SELECT prompt_id, prompt_group FROM prompts FINAL WHERE model = %s) AS asked USING (prompt_id)
        """
        .formatted(SqlText.literal(of.model()));
  }

  /** {@code format} gets the measure's column. */
  private static String measures(String format) {
    return columns(ShiftMeasure.MADE_OF, format);
  }

  private static String sums(String format) {
    return columns(BASE_SUMS, format);
  }

  private static String columns(List<Measure> measures, String format) {
    return measures.stream()
        .map(measure -> format.formatted(measure.column()))
        .collect(Collectors.joining(", "));
  }
}
