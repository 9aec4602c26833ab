package io.hydrascope.alerting.rules;

import io.hydrascope.schemas.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which captures a rule compares.
 *
 * @param model null: any
 * @param target null: any
 * @param window comparisons begin anew at its multiples since 1970, in event time; null: never
 */
public record WatchedCaptures(
    @Nullable String model,
    BaseSelection base,
    @Nullable Target target,
    @Nullable Duration window) {

  public boolean wants(String ofModel, Target ofTarget) {
    return (model == null || model.equals(ofModel)) && (target == null || target == ofTarget);
  }

  /** Start of the window that an event belongs to, 0 without windows. */
  public long windowStartMicros(long eventMicros) {
    return window == null
        ? 0
        : Math.floorDiv(eventMicros, window.toMillis() * 1_000) * window.toMillis() * 1_000;
  }
}
