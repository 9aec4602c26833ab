package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.transformer.Rotary;
import java.util.function.DoubleUnaryOperator;

/**
 * How fast each pair of a head's values turns with the position, {@code θ^(-2i/width)} radians,
 * slowed down for contexts longer than the one that was trained on.
 *
 * @param width how many of a head's values turn
 */
record RotaryFrequencies(Rope rope, int width, int contextLength) {
  Rotary rotary() {
    return switch (rope.type()) {
      case "default" -> rotary(frequency -> frequency);
      case "dynamic" -> {
        // What a context's end would change begins beyond it, where no prompt reaches.
        section().positive("factor");
        yield rotary(frequency -> frequency);
      }
      case "linear" -> {
        double factor = section().positive("factor");
        yield rotary(frequency -> frequency / factor);
      }
      case "llama3" -> llama3();
      case "longrope" -> new LongRope(rope, width, contextLength).rotary(plain());
      case "yarn" -> new Yarn(rope, width, originalContext()).rotary(plain());
      default ->
          throw section()
              .bad(
                  "rope_type",
                  "=%s is not supported; supported: default, dynamic, linear, llama3, longrope, yarn"
                      .formatted(rope.type()));
    };
  }

  /** Long wavelengths are stretched by the factor, short ones kept, those between blended. */
  private Rotary llama3() {
    double factor = section().positive("factor");
    double low = section().positive("low_freq_factor");
    double high = section().positive("high_freq_factor");
    if (high <= low) {
      throw section().bad("high_freq_factor", "=%s is not above low_freq_factor".formatted(high));
    }
    int original = originalContext();
    return rotary(
        frequency -> {
          double turns = original * frequency / (2 * Math.PI);
          double keep = Math.min(1, Math.max(0, (turns - low) / (high - low)));
          return (1 - keep) * frequency / factor + keep * frequency;
        });
  }

  private int originalContext() {
    int original = section().size(Rope.ORIGINAL, contextLength);
    Rope.requireSameOriginal(rope.config(), original);
    return original;
  }

  private Rotary rotary(DoubleUnaryOperator scaled) {
    double[] plain = plain();
    float[] frequencies = new float[plain.length];
    for (int pair = 0; pair < plain.length; pair++) {
      frequencies[pair] = (float) scaled.applyAsDouble(plain[pair]);
    }
    return new Rotary(frequencies, false, 1);
  }

  private double[] plain() {
    double[] frequencies = new double[width / 2];
    for (int pair = 0; pair < frequencies.length; pair++) {
      frequencies[pair] = Math.pow(rope.theta(), -2.0 * pair / width);
    }
    return frequencies;
  }

  private Config section() {
    return rope.section().orElseThrow();
  }
}
