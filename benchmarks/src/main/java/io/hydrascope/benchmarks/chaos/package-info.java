/** The whole platform under load while its parts die, are away, slow or full. */
@NullMarked
package io.hydrascope.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
