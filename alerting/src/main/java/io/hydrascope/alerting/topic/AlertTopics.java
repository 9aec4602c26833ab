package io.hydrascope.alerting.topic;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.schemas.Topics;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes single messages to the topics of control and of alerts. */
public record AlertTopics(String kafka) {
  private static final long LONGEST_SECONDS = 30;
  private static final String LONGEST_MILLIS = Long.toString(LONGEST_SECONDS * 1_000);

  /** Returns once Kafka has it. */
  public void tell(ControlMessage message) throws InterruptedException {
    send(Topics.CONTROL, "", message.json());
  }

  /** Writes a message that is no alert; receivers are not told. */
  public void test() throws InterruptedException {
    send(Topics.ALERTS, "test", AlertMessage.testJson());
  }

  private void send(String topic, String key, String value) throws InterruptedException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", kafka,
            "max.block.ms", LONGEST_MILLIS,
            "delivery.timeout.ms", LONGEST_MILLIS,
            "request.timeout.ms", "10000");
    try (Producer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "topic %s of %s took no message: %s".formatted(topic, kafka, e), e);
    }
  }
}
