package io.hydrascope.schemas.rows;

import org.jspecify.annotations.Nullable;

/** A least-squares line over rows with its share of explained variance. */
public record LineEstimate(Estimate slope, Estimate intercept, @Nullable Double r2) {
  public static final LineEstimate UNDEFINED =
      new LineEstimate(Estimate.UNDEFINED, Estimate.UNDEFINED, null);
}
