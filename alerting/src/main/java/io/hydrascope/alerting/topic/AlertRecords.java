package io.hydrascope.alerting.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of a partition, without those that Kafka's client cannot hold: a few kilobytes on the
 * topic may be a record of gigabytes, and the client makes room for the whole before anybody can
 * look at its size. Such an attempt fails as a whole, leaves the memory as it was, and is no lack
 * of memory of this process.
 */
final class AlertRecords {
  private static final Logger LOG = LoggerFactory.getLogger(AlertRecords.class);
  private static final int MOST_AT_ONCE = 500;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;

  /**
   * @param consumer that gives one record at a time
   */
  AlertRecords(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    this.consumer = consumer;
    this.partition = partition;
  }

  /** What is there, or comes in time. */
  List<ConsumerRecord<byte[], byte[]>> next(Duration wait) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    Duration left = wait;
    while (all.size() < MOST_AT_ONCE) {
      int before = all.size();
      try {
        consumer.poll(left).forEach(all::add);
      } catch (OutOfMemoryError e) {
        skip();
        continue;
      }
      if (all.size() == before) {
        return all;
      }
      left = Duration.ZERO;
    }
    return all;
  }

  /** What lies in one packed batch with it is lost to receivers too, and stays in the table. */
  private void skip() {
    long offset = consumer.position(partition);
    LOG.error(
        "offset {} of {} is larger than this process's memory and is skipped; see the table of alerts for what came with it",
        offset,
        partition);
    consumer.seek(partition, offset + 1);
  }
}
