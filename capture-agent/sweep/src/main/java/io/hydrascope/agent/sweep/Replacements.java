package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.Component;

/** What is put in the place of one prompt's components. */
public interface Replacements {
  /** Whether a value depends on the position. */
  boolean byPosition();

  /** Whether values are added to a component's own and do not take its place. */
  boolean additive();

  /**
   * @param donor index into the prompt's donors; -1 without any
   * @param position asked for only where values depend on it
   * @return z of a head // [d_head], or what is added to the residual // [d_model]
   */
  float[] value(Component component, int donor, int position);
}
