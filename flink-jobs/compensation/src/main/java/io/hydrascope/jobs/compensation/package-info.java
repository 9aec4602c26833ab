/** The compensation job: effects and running metrics. */
@NullMarked
package io.hydrascope.jobs.compensation;

import org.jspecify.annotations.NullMarked;
