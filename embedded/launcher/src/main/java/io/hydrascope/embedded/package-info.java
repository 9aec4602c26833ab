/** Kafka, Flink and ClickHouse, the real ones, in child processes that end with this one. */
@NullMarked
package io.hydrascope.embedded;

import org.jspecify.annotations.NullMarked;
