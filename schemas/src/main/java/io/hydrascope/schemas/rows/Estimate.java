package io.hydrascope.schemas.rows;

import org.jspecify.annotations.Nullable;

/** A number with its 95% interval; each is null where it is undefined. */
public record Estimate(@Nullable Double value, @Nullable Double low, @Nullable Double high) {
  public static final Estimate UNDEFINED = new Estimate(null, null, null);
}
