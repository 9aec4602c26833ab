package io.hydrascope.jobs.streams.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class KafkaSchemasTest {
  private static final KafkaSinkContext CONTEXT =
      new KafkaSinkContext() {
        @Override
        public int getParallelInstanceId() {
          return 0;
        }

        @Override
        public int getNumberOfParallelInstances() {
          return 1;
        }

        @Override
        public int[] getPartitionsForTopic(String topic) {
          return new int[] {0};
        }
      };

  @Test
  void deserialize_record_keepsPlaceValueAndLastHeaders() {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("captures", 3, 42, new byte[0], utf8("value"));
    record.headers().add("version", utf8("0"));
    record.headers().add("version", utf8("1"));
    List<RawRecord> out = new ArrayList<>();
    new RawRecordSchema().deserialize(record, new ListCollector<>(out));
    RawRecord read = out.get(0);
    assertThat(read.topic()).isEqualTo("captures");
    assertThat(read.partition()).isEqualTo(3);
    assertThat(read.offset()).isEqualTo(42);
    assertThat(read.value()).isEqualTo(utf8("value"));
    assertThat(read.headers()).containsOnlyKeys("version");
    assertThat(read.headers().get("version")).isEqualTo(utf8("1"));
  }

  @Test
  void serialize_deadLetter_keepsItsValueAndSaysWhereItWasAndWhy() {
    DeadLetter letter =
        DeadLetter.of(
            new DeadLetterPlace("captures", 3, 42),
            Map.of("crc32c", utf8("0")),
            utf8("value"),
            "not_arrow",
            "byte 7");
    ProducerRecord<byte[], byte[]> record = new DeadLetterSchema().serialize(letter, CONTEXT, 0L);
    assertThat(record.topic()).isEqualTo("hydrascope.dead-letters.v1");
    assertThat(record.key()).isEqualTo(utf8("captures/3/42"));
    assertThat(record.value()).isEqualTo(utf8("value"));
    assertThat(header(record, "crc32c")).isEqualTo("0");
    assertThat(header(record, "dead_letter_topic")).isEqualTo("captures");
    assertThat(header(record, "dead_letter_partition")).isEqualTo("3");
    assertThat(header(record, "dead_letter_offset")).isEqualTo("42");
    assertThat(header(record, "dead_letter_reason")).isEqualTo("not_arrow");
    assertThat(header(record, "dead_letter_detail")).isEqualTo("byte 7");
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
