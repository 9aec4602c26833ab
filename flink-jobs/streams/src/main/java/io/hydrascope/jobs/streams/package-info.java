/** What the jobs share: typed arguments, decoding, and recognising what was seen before. */
@NullMarked
package io.hydrascope.jobs.streams;

import org.jspecify.annotations.NullMarked;
