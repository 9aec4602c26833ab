/** Raw records for Kafka. Kafka types stay here. */
@NullMarked
package io.hydrascope.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
