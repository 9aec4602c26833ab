/** The shift job: whether a revision repairs itself otherwise than its base. */
@NullMarked
package io.hydrascope.jobs.shifts;

import org.jspecify.annotations.NullMarked;
