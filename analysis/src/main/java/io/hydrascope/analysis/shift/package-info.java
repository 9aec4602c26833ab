/**
 * The one definition of a shift: what two revisions differ by on a prompt and on a unit, and
 * R_base. The job, the offline gate and the comparison of stored rows call it; none has arithmetic
 * of its own. No clock, no logger, no threads; nothing here is thread-safe.
 */
@NullMarked
package io.hydrascope.analysis.shift;

import org.jspecify.annotations.NullMarked;
