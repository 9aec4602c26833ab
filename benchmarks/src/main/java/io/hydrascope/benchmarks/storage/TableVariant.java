package io.hydrascope.benchmarks.storage;

/**
 * One way to lay out a table, to be compared with others over the same rows.
 *
 * @param table its name; the platform's own name is the layout that the platform has
 * @param of whose columns it has
 * @param layout PARTITION BY and ORDER BY
 */
record TableVariant(String table, String of, String layout) {
  private static final String EFFECT = "capture_id, position, target_token, donor_id";
  private static final String PLAN = "ablation, scope, target, reference_set";

  static final TableVariant EFFECTS = platform("effects");
  static final TableVariant EFFECTS_BY_COMPONENT =
      new TableVariant(
          "effects_by_component",
          "effects",
          "PARTITION BY toYYYYMM(event_time) ORDER BY (model, revision, component, %s, %s)"
              .formatted(PLAN, EFFECT));
  static final TableVariant EFFECTS_BY_DAY =
      new TableVariant(
          "effects_by_day",
          "effects",
          "PARTITION BY toYYYYMMDD(event_time) ORDER BY (model, revision, component, %s, %s)"
              .formatted(PLAN, EFFECT));
  static final TableVariant METRICS = platform("running_metrics");
  static final TableVariant METRICS_BY_COMPONENT =
      new TableVariant(
          "running_metrics_by_component",
          "running_metrics",
          "ORDER BY (model, revision, %s, window, segment, kept, layer, head, kind, component, window_start)"
              .formatted(PLAN));

  private static TableVariant platform(String table) {
    return new TableVariant(table, table, "");
  }

  boolean isPlatforms() {
    return table.equals(of);
  }

  String create() {
    String engine = of.equals("effects") ? "MergeTree" : "ReplacingMergeTree(updated_at)";
    return "CREATE TABLE %s AS %s ENGINE = %s %s".formatted(table, of, engine, layout);
  }
}
