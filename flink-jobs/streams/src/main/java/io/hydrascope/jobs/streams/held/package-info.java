/** Keyed values that lie on the heap between two checkpoints. */
@NullMarked
package io.hydrascope.jobs.streams.held;

import org.jspecify.annotations.NullMarked;
