package io.hydrascope.alerting.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AlertRecordsTest {
  private static final TopicPartition PARTITION = new TopicPartition("alerts", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  @Test
  void next_recordLargerThanMemory_isSkippedAndTheOthersCome() {
    consumer.assign(List.of(PARTITION));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.seek(PARTITION, 0);
    consumer.setMaxPollRecords(1);
    consumer.addRecord(record(0));
    consumer.addRecord(record(2));
    AlertRecords records = new AlertRecords(consumer, PARTITION);
    consumer.schedulePollTask(() -> {});
    consumer.schedulePollTask(
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });
    assertThat(records.next(Duration.ZERO))
        .extracting(ConsumerRecord::offset)
        .containsExactly(0L, 2L);
    assertThat(consumer.position(PARTITION)).isEqualTo(3);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset) {
    return new ConsumerRecord<>("alerts", 0, offset, null, new byte[] {1});
  }
}
