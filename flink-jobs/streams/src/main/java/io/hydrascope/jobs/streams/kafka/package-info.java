/** The jobs' Kafka topics as sources and sinks. Kafka types stay here. */
@NullMarked
package io.hydrascope.jobs.streams.kafka;

import org.jspecify.annotations.NullMarked;
