package io.hydrascope.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class CapturePublisherTest {
  @Test
  void publish_batch_arrivesAsItsMessage() {
    MockProducer<String, byte[]> kafka = producer(true);
    CaptureBatch batch = batch();
    try (CapturePublisher publisher = new CapturePublisher(kafka)) {
      publisher.publish(batch);
      publisher.flush();
    }
    ProducerRecord<String, byte[]> record = kafka.history().get(0);
    assertThat(record.topic()).isEqualTo(Topics.CAPTURES);
    assertThat(record.key()).isEqualTo("capture");
    CaptureMessage message = CaptureMessage.accept(record.value(), name -> header(record, name));
    assertThat(message.chunkId()).isEqualTo("capture/L0H0");
    try (CaptureBatchCodec codec = new CaptureBatchCodec()) {
      assertThat(codec.decode(message).captures()).isEqualTo(batch.captures());
    }
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void publish_afterFailedDelivery_throwsWithTheReason() {
    MockProducer<String, byte[]> kafka = producer(false);
    CapturePublisher publisher = new CapturePublisher(kafka);
    publisher.publish(batch());
    kafka.errorNext(new TimeoutException("no broker answered"));
    assertThatThrownBy(() -> publisher.publish(batch()))
        .isInstanceOf(PublishException.class)
        .hasMessageContainingAll(Topics.CAPTURES, "no broker answered");
    assertThatThrownBy(publisher::flush).isInstanceOf(PublishException.class);
    assertThatThrownBy(publisher::close).isInstanceOf(PublishException.class);
    assertThat(kafka.history()).hasSize(1);
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void publish_refusedAtOnce_throws() {
    MockProducer<String, byte[]> kafka = producer(false);
    kafka.sendException = new TimeoutException("memory is full");
    CapturePublisher publisher = new CapturePublisher(kafka);
    assertThatThrownBy(() -> publisher.publish(batch()))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("memory is full");
    assertThatThrownBy(publisher::close).isInstanceOf(PublishException.class);
  }

  @Test
  void config_default_isAcceptedByKafka() {
    Map<String, Object> config = CapturePublisher.config(PublisherOptions.of("localhost:1"));
    try (KafkaProducer<String, byte[]> kafka =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      assertThat(kafka.metrics()).isNotEmpty();
      kafka.close(java.time.Duration.ZERO);
    }
  }

  private static MockProducer<String, byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new StringSerializer(), new ByteArraySerializer());
  }

  private static byte[] header(ProducerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header.value();
  }

  private static CaptureBatch batch() {
    ResidualBasis basis = new ResidualBasis(1, 1, false);
    CaptureRows rows = CaptureRows.allocate(2, basis.size());
    rows.ablated()[0] = CaptureRows.INTACT;
    Arrays.fill(rows.scale(), 1);
    List<Component> ablated = List.of(Component.head(0, 0));
    CapturePlan plan =
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, ablated, "all", "");
    Capture capture = new Capture("capture", "p", "p", Map.of("task", "sums"), 1);
    CaptureSource source = new CaptureSource("m", "r", "c", "run");
    return new CaptureBatch(source, plan, basis, ablated, List.of(capture), rows);
  }
}
