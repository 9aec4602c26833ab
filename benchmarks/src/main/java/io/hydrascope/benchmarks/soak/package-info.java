/** A month of traffic in two hours: what grows, and whether it levels off. */
@NullMarked
package io.hydrascope.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
