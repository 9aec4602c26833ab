package io.hydrascope.benchmarks.storage;

import java.util.List;

/**
 * What a dashboard asks.
 *
 * @param sql with {@code {table}} and {@code {revision}}, {@code {component}}, {@code {layer}},
 *     {@code {head}} to be filled in
 * @param variants tables it is asked of, the platform's own first
 */
record Question(String name, String sql, List<TableVariant> variants) {
  private static final String PLAN =
      "model = 'gpt2-small' AND revision = '{revision}' AND ablation = 'zero' AND scope = 'all_positions' AND target = 'argmax'";
  private static final String UNIT =
      " AND layer = {layer} AND head = {head} AND component = '{component}'";
  private static final String UNSELECTED = " AND segment = 'all' AND kept = 'all'";
  private static final List<TableVariant> METRICS =
      List.of(TableVariant.METRICS, TableVariant.METRICS_BY_TIME);
  private static final List<TableVariant> EFFECTS =
      List.of(TableVariant.EFFECTS, TableVariant.EFFECTS_BY_COMPONENT, TableVariant.EFFECTS_BY_DAY);

  static final List<Question> ALL =
      List.of(
          new Question(
              "component heat map",
              """
              SELECT component, kind, layer, head, n, prompts, repair_fraction, repair_fraction_low, repair_fraction_high,
                  logprob_drop_mean, logprob_drop_mean_low, logprob_drop_mean_high
              FROM {table} FINAL WHERE\s"""
                  + PLAN
                  + " AND window = 'all'"
                  + UNSELECTED,
              METRICS),
          new Question(
              "one component over time",
              """
              SELECT window_start, n, prompts, repair_fraction, repair_fraction_low, repair_fraction_high
              FROM {table} FINAL WHERE\s"""
                  + PLAN
                  + " AND window = '1h'"
                  + UNSELECTED
                  + UNIT
                  + " ORDER BY window_start",
              METRICS),
          new Question(
              "response matrix",
              "SELECT component, responder, n, response_mean FROM {table} FINAL WHERE "
                  + PLAN
                  + " AND window = 'all' AND segment = 'all'",
              List.of(TableVariant.RESPONSE_MATRIX)),
          new Question(
              "top prompts of a component",
              "SELECT prompt_id, avg(logprob_drop) AS drop, count() AS readouts FROM {table} WHERE "
                  + PLAN
                  + UNIT
                  + " GROUP BY prompt_id ORDER BY drop DESC, prompt_id LIMIT 20",
              EFFECTS),
          new Question(
              "top prompts of a component by name alone",
              "SELECT prompt_id, avg(logprob_drop) AS drop, count() AS readouts FROM {table} WHERE "
                  + PLAN
                  + " AND component = '{component}'"
                  + " GROUP BY prompt_id ORDER BY drop DESC, prompt_id LIMIT 20",
              EFFECTS),
          new Question(
              "sample of direct and total effects",
              "SELECT direct_effect, total_effect FROM {table} WHERE "
                  + PLAN
                  + UNIT
                  + " ORDER BY cityHash64(capture_id, position) LIMIT 2000",
              EFFECTS),
          new Question("open alerts", "SELECT * FROM open_alerts", List.of(TableVariant.ALERTS)));

  /** About one component of one revision, each in its turn. */
  String text(TableVariant variant, int turn) {
    String revision = List.of("base", "fine-tuned", "control", "candidate").get(turn % 4);
    int index = turn * 37 % 156; // every component once in 156 turns
    boolean isHead = index < 144;
    int layer = isHead ? index / 12 : index - 144;
    int head = isHead ? index % 12 : -1;
    String component = isHead ? "L" + layer + "H" + head : "L" + layer + ".mlp_out";
    return sql.replace("{table}", variant.table())
        .replace("{revision}", revision)
        .replace("{component}", component)
        .replace("{layer}", String.valueOf(layer))
        .replace("{head}", String.valueOf(head));
  }
}
