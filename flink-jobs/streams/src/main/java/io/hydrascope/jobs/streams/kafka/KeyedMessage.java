package io.hydrascope.jobs.streams.kafka;

/** Text for a topic; messages of one key stay in order. */
public record KeyedMessage(String key, String value) {}
