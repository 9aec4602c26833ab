package io.hydrascope.agent.offline;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.IntervalText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a unit's ablation costs the target.
 *
 * @param logprobDrop unbiased mean over all prompts, nats
 * @param low of the 95% interval by prompt; null below two measured prompts, as {@code high} is
 * @param prompts on which it was measured
 */
record FragileUnit(
    AblationUnit unit,
    double logprobDrop,
    @Nullable Double low,
    @Nullable Double high,
    long prompts) {
  /** Describes a unit that was measured at least once. */
  static FragileUnit of(AblationUnit unit, Estimate estimate, long prompts) {
    double mean = Objects.requireNonNull(estimate.value(), "every unit is measured at first");
    return new FragileUnit(unit, mean, estimate.low(), estimate.high(), prompts);
  }

  String text(int rank, long allPrompts) {
    return "%3d. %-16s %7.3f %-18s n = %,d of %s"
        .formatted(
            rank,
            unit.text(),
            logprobDrop,
            IntervalText.of(low, high),
            prompts,
            Counted.of(allPrompts, "prompt"));
  }

  Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("component", unit.text());
    fields.put("logprob_drop_mean", logprobDrop);
    fields.put("logprob_drop_mean_low", low);
    fields.put("logprob_drop_mean_high", high);
    fields.put("n_prompts", prompts);
    return fields;
  }
}
