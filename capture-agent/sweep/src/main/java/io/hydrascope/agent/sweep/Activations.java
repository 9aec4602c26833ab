package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.Component;

/** What every component of a prompt's intact run put out. */
public interface Activations {
  /** How many positions. */
  int length();

  /** z of a head // [d_head], or what is added to the residual // [d_model]. */
  float[] value(Component component, int position);
}
