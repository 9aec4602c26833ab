package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Component;
import java.util.Objects;
import java.util.Random;

/**
 * Gaussian noise with each value's own standard deviation over a reference set. A value's noise
 * depends on seed, prompt, component and position alone.
 */
public record Noise(ReferenceStatistics reference, long seed) implements ReplacementSource {
  @Override
  public void requireFits(Prompt prompt) {}

  @Override
  public Replacements of(Prompt prompt) {
    return new Replacements() {
      @Override
      public boolean byPosition() {
        return true;
      }

      @Override
      public boolean additive() {
        return true;
      }

      @Override
      public float[] value(Component component, int donor, int position) {
        return noise(prompt.id(), component, position);
      }
    };
  }

  private float[] noise(String promptId, Component component, int position) {
    long place = seed * 31 + Objects.hash(promptId, component.text(), position);
    Random random = new Random(spread(place));
    float[] values = reference.deviation(component).clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) random.nextGaussian();
    }
    return values;
  }

  /** Java's generators begin alike for numbers near each other: this is the end of MurmurHash3. */
  private static long spread(long number) {
    long mixed = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
