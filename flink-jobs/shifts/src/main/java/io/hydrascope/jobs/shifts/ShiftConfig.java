package io.hydrascope.jobs.shifts;

import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.jobs.streams.Arguments;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.rows.EffectBatch;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the shift job is told. */
record ShiftConfig(StreamsConfig streams, Comparisons comparisons) {

  /**
   * Which captures are compared and how.
   *
   * @param base the revision that every other revision of its model is compared with
   * @param model the only one that is compared; null: any
   * @param target the only one that is compared; null: any
   * @param alpha false discovery rate over all components of a pair of revisions
   * @param delta the largest |difference| that does not matter, in logits
   * @param pairHorizon for how long a prompt of one revision waits for the other's
   * @param comparisonHorizon a comparison that gets no prompt for so long starts anew
   */
  record Comparisons(
      String base,
      @Nullable String model,
      @Nullable Target target,
      double alpha,
      double delta,
      Duration pairHorizon,
      Duration comparisonHorizon)
      implements Serializable {
    Comparisons {
      if (base.isBlank() || pairHorizon.toMillis() < 1 || comparisonHorizon.toMillis() < 1) {
        throw new IllegalArgumentException(
            "base='%s', pairHorizon=%s, comparisonHorizon=%s: none may be empty or below 1"
                .formatted(base, pairHorizon, comparisonHorizon));
      }
      rule(alpha, delta);
    }

    /** Refuses an alpha or delta that no rule can have. */
    private static EBenjaminiHochberg rule(double alpha, double delta) {
      return new EBenjaminiHochberg(alpha, delta);
    }

    EBenjaminiHochberg rule() {
      return rule(alpha, delta);
    }

    boolean wants(EffectBatch effects) {
      return (model == null || model.equals(effects.source().model()))
          && (target == null || target == effects.plan().target());
    }
  }

  static ShiftConfig parse(List<String> words) {
    Arguments arguments =
        Arguments.parse(
            words,
            StreamsConfig.names(
                "base",
                "model",
                "target",
                "alpha",
                "delta",
                "pair-horizon-days",
                "comparison-horizon-days"));
    String target = arguments.optional("target");
    return new ShiftConfig(
        StreamsConfig.from(arguments),
        new Comparisons(
            arguments.required("base"),
            arguments.optional("model"),
            target == null ? null : Target.parse(target),
            arguments.decimal("alpha", 0.05),
            arguments.decimal("delta", 0.02),
            Duration.ofDays(arguments.integer("pair-horizon-days", 7)),
            Duration.ofDays(arguments.integer("comparison-horizon-days", 90))));
  }
}
