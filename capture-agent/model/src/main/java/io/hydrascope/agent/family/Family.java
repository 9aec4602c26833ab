package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Transformer;

/** How checkpoints of one {@code model_type} name and shape their pieces. */
interface Family {
  Transformer describe(Config config, Weights weights);
}
