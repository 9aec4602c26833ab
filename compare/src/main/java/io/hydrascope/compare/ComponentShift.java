package io.hydrascope.compare;

import io.hydrascope.analysis.EBenjaminiHochberg.Decision;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far one component's measure moved.
 *
 * @param measure column, or {@code response[…]}
 * @param effect mean of candidate − base
 * @param prompts observations: prompts, or groups of them
 */
public record ComponentShift(
    AblationUnit component, String measure, double effect, long prompts, Decision decision) {

  public Verdict verdict() {
    return decision.verdict();
  }

  public double eValue() {
    return Math.min(Math.exp(decision.logE()), Double.MAX_VALUE);
  }

  String line() {
    return "  %-14s %-22s %-10s %+9.4f  %-20s %9.3g %7s"
        .formatted(
            component.text(), measure, verdict().text(), effect, interval(), eValue(), needed());
  }

  static String header() {
    return "  %-14s %-22s %-10s %9s  %-20s %9s %7s"
        .formatted("component", "measure", "verdict", "effect", "interval", "e-value", "decides");
  }

  /** With how many observations in all it would be decided, as far as that can be said. */
  public String needed() {
    if (decision.withheld()) {
      return "skewed";
    }
    long prompts = decision.promptsToDecide();
    return prompts == 0 ? "" : "%,d".formatted(prompts);
  }

  public String interval() {
    double low = decision.interval().low();
    double high = decision.interval().high();
    return Double.isFinite(low) && Double.isFinite(high)
        ? "[%+.4f, %+.4f]".formatted(low, high)
        : "not bounded yet";
  }

  /** JSON has no infinity: an end that is not there is null. */
  Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("component", component.text());
    fields.put("measure", measure);
    fields.put("verdict", verdict().text());
    fields.put("effect", effect);
    fields.put("low", finite(decision.interval().low()));
    fields.put("high", finite(decision.interval().high()));
    fields.put("e_value", eValue());
    fields.put("n_prompts", prompts);
    return fields;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
