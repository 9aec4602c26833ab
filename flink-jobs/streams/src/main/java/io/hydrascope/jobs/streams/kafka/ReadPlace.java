package io.hydrascope.jobs.streams.kafka;

/**
 * How far a job has read a partition.
 *
 * @param next offset that it expects
 * @param dropped messages of it that Kafka deleted before the job read them
 */
public record ReadPlace(String topic, int partition, long next, long dropped) {}
