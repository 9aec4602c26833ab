package io.hydrascope.jobs.streams.kafka;

import java.io.Serializable;

/** From where on Kafka still has a partition's messages. */
interface LogStarts extends Serializable {
  long of(String topic, int partition);
}
