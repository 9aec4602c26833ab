/** Starts a job on a running Flink cluster. */
@NullMarked
package io.hydrascope.jobs.streams.submit;

import org.jspecify.annotations.NullMarked;
