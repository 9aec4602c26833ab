package io.hydrascope.benchmarks.storage;

import java.util.List;

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
  static final TableVariant METRICS_BY_TIME =
      new TableVariant(
          "running_metrics_by_time",
          "running_metrics",
          "ORDER BY (model, revision, %s, window, window_start, segment, kept, layer, head, kind, component)"
              .formatted(PLAN));
  static final TableVariant RESPONSE_MATRIX = platform("response_matrix");
  static final TableVariant ALERTS = platform("alerts");
  static final List<TableVariant> ALL =
      List.of(
          EFFECTS,
          METRICS,
          METRICS_BY_TIME,
          RESPONSE_MATRIX,
          ALERTS,
          EFFECTS_BY_COMPONENT,
          EFFECTS_BY_DAY);

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
