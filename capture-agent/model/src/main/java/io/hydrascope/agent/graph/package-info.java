/** The graphs that are run: plain, trunk of the growing batch, readout. */
@NullMarked
package io.hydrascope.agent.graph;

import org.jspecify.annotations.NullMarked;
