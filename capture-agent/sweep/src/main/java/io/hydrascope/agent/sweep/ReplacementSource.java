package io.hydrascope.agent.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Component;

/** Where a sweep takes its replacements from, prompt by prompt. */
public interface ReplacementSource {
  /**
   * Runs nothing: any thread may ask.
   *
   * @throws BadPromptException naming value and limit if there are none for this prompt
   */
  void requireFits(Prompt prompt);

  /**
   * Asked after {@link #requireFits}; it may run the model.
   *
   * @throws BadPromptException naming value and limit if the engine cannot make them
   */
  default void requireRunnable(Prompt prompt) {}

  Replacements of(Prompt prompt);

  /** Nothing, for everything. */
  static ReplacementSource zero(int width, int headWidth) {
    return everywhere(
        component -> new float[component.kind() == Component.Kind.HEAD ? headWidth : width]);
  }

  /** The same value for every prompt and position. */
  static ReplacementSource everywhere(java.util.function.Function<Component, float[]> values) {
    Replacements same =
        new Replacements() {
          @Override
          public boolean byPosition() {
            return false;
          }

          @Override
          public boolean additive() {
            return false;
          }

          @Override
          public float[] value(Component component, int donor, int position) {
            return values.apply(component);
          }
        };
    return new ReplacementSource() {
      @Override
      public void requireFits(Prompt prompt) {}

      @Override
      public Replacements of(Prompt prompt) {
        return same;
      }
    };
  }
}
