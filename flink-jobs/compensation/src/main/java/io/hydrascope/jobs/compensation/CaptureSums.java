package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.PromptSums;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.rows.MetricsKey;
import java.util.List;
import java.util.Map;

/**
 * What one capture, or some of its components, adds to the running metrics.
 *
 * @param segments as the capture has them
 * @param eventTimeMicros microseconds since 1970 UTC
 */
public record CaptureSums(
    String model,
    String revision,
    MetricsPlan plan,
    Map<String, String> segments,
    long eventTimeMicros,
    List<UnitSums> units) {
  /** What rows must have in common to be pooled. */
  public record MetricsPlan(String ablation, String scope, String target, String referenceSet) {
    static MetricsPlan of(CapturePlan plan) {
      return new MetricsPlan(
          plan.ablation().text(), plan.scope().text(), plan.target().text(), plan.referenceSet());
    }
  }

  /** One component's prompt. */
  public record UnitSums(AblationUnit unit, PromptSums sums) {}

  static final String ALL = "all";

  MetricsKey key(AblationUnit unit, String segment) {
    return key(model, revision, plan, unit, segment);
  }

  /** The key of the metrics of all time. */
  static MetricsKey key(
      String model, String revision, MetricsPlan plan, AblationUnit unit, String segment) {
    return new MetricsKey(
        model,
        revision,
        unit,
        plan.ablation,
        plan.scope,
        plan.target,
        plan.referenceSet,
        segment,
        ALL,
        0,
        ALL);
  }
}
