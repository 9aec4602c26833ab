/** How fast captures travel from the agent into the tables. Flink types stay here. */
@NullMarked
package io.hydrascope.benchmarks.flow;

import org.jspecify.annotations.NullMarked;
