/** Kafka, Flink with the jobs, and ClickHouse with its tables, on this machine. */
@NullMarked
package io.hydrascope.platform;

import org.jspecify.annotations.NullMarked;
