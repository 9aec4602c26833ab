/** Messages on disk until they are delivered: bounded, in order, readable after a kill. */
@NullMarked
package io.hydrascope.agent.spool;

import org.jspecify.annotations.NullMarked;
