package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.Component;
import java.util.Optional;

/**
 * What a prompt's components are where they are replaced.
 *
 * @param own the prompt's intact run, where values are added to it
 */
public record ReplacementValues(Replacements replacements, Optional<Activations> own) {
  public static ReplacementValues of(LoadedModel model, SweepTask task) {
    boolean additive = task.replacements().additive();
    return new ReplacementValues(
        task.replacements(),
        additive ? Optional.of(model.everywhere(task.tokens())) : Optional.empty());
  }

  /** // [d_head] or [d_model] */
  public float[] at(Component component, int donor, int position) {
    float[] value = replacements.value(component, donor, position);
    return own.map(run -> Vectors.sum(value, run.value(component, position))).orElse(value);
  }

  /** The same at every position // [width], or each its own // [position, width] */
  public float[] everywhere(Component component, int donor, int length) {
    float[] first = at(component, donor, 0);
    if (!replacements.byPosition()) {
      return first;
    }
    float[] all = new float[length * first.length];
    for (int position = 0; position < length; position++) {
      float[] value = at(component, donor, position);
      System.arraycopy(value, 0, all, position * first.length, first.length);
    }
    return all;
  }
}
