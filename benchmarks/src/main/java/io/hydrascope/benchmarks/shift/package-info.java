/** Whether the tests of a shift keep what they promise, and what that costs in prompts. */
@NullMarked
package io.hydrascope.benchmarks.shift;

import org.jspecify.annotations.NullMarked;
