package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.Component;

/** What takes an ablated component's place at every position. */
interface Replacements {
  /** z of a head // [d_head], or what is added to the residual // [d_model] */
  float[] value(Component component);
}
