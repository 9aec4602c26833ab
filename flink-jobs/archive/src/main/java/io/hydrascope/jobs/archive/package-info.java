/** The archive job: who answered each ablation, and sampled activation vectors. */
@NullMarked
package io.hydrascope.jobs.archive;

import org.jspecify.annotations.NullMarked;
