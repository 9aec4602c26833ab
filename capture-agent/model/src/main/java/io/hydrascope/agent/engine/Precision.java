package io.hydrascope.agent.engine;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What TensorRT may compute a model's layers in. Whatever is read off a residual, and all
 * accounting, stays in fp32 or wider.
 */
public enum Precision {
  FP32(24),
  FP16(11),
  BF16(8);

  /**
   * The tolerance of fp32, whose errors were measured and are less than its rounding steps would
   *
   * <p>allow.
   */
  private static final double FP32_TOLERANCE = 1e-4;

  private static final int ROUNDING_STEPS = 16;

  private final int significantBits;

  Precision(int significantBits) {
    this.significantBits = significantBits;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How far a sum may be off, relative to the sum of its parts' magnitudes. */
  public double tolerance() {
    return this == FP32 ? FP32_TOLERANCE : ROUNDING_STEPS * Math.scalb(1.0, -significantBits);
  }

  /**
   * @throws IllegalArgumentException naming the known ones
   */
  public static Precision parse(String text) {
    return Stream.of(values())
        .filter(precision -> precision.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "precision=%s: %s"
                        .formatted(
                            text,
                            Stream.of(values())
                                .map(Precision::text)
                                .collect(Collectors.joining(", ")))));
  }
}
