/** What captures weigh. */
@NullMarked
package io.hydrascope.benchmarks.capture;

import org.jspecify.annotations.NullMarked;
