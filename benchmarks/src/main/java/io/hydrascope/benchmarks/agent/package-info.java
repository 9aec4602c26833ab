/** The agent's own loop, intake, spool and publisher on captures that no model made. */
@NullMarked
package io.hydrascope.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
