package io.hydrascope.agent.export;

import io.hydrascope.agent.export.Residual.Branch;

/**
 * One attention and one MLP.
 *
 * @param parallel whether both read the same residual, so that neither sees the other
 */
record Layer(Branch attention, Projection projection, Branch mlp, boolean parallel) {}
