/** What ClickHouse takes and how fast it answers. */
@NullMarked
package io.hydrascope.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
