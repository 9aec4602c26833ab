/** What is measured of Hydrascope, each benchmark a main class that writes its result as JSON. */
@NullMarked
package io.hydrascope.benchmarks;

import org.jspecify.annotations.NullMarked;
