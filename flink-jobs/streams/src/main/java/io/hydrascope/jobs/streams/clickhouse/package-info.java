/** Rows into ClickHouse exactly once, by blocks that are committed under deduplication tokens. */
@NullMarked
package io.hydrascope.jobs.streams.clickhouse;

import org.jspecify.annotations.NullMarked;
