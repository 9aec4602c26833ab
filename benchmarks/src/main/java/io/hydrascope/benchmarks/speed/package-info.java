/** How fast sweeps are, against a plain forward pass and against other programs. */
@NullMarked
package io.hydrascope.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
