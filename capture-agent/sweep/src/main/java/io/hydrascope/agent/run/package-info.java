/** Runs the sweeps of a checkpoint: one intact pass, then passes of ablated rows. */
@NullMarked
package io.hydrascope.agent.run;

import org.jspecify.annotations.NullMarked;
