package io.hydrascope.platform;

import static io.hydrascope.testkit.traffic.TestingCaptures.ABLATED;
import static io.hydrascope.testkit.traffic.TestingCaptures.POSITIONS;
import static io.hydrascope.testkit.traffic.TestingCaptures.REVISIONS;

import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Sampling;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.VectorBatch;
import io.hydrascope.testkit.traffic.TestingCaptures;
import io.hydrascope.testkit.traffic.TestingMalformed;
import io.hydrascope.testkit.traffic.TestingMalformed.Malformed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a good agent and a broken one send side by side, and what must follow from it. The good one
 * splits every third batch over two messages and sends every fourth twice; two malformed records
 * follow each batch.
 */
final class TestingTraffic {
  private static final int PROMPTS_PER_BATCH = 5;
  private static final int MALFORMED_PER_BATCH = 2;

  /** Of the archive job, where nothing else is said. */
  private static final double RESPONSES_RATE = 0.02;

  private final TestingMalformed malformed = new TestingMalformed(20_260_101);
  private final Set<String> effects = new HashSet<>();
  private final Set<String> responses = new HashSet<>();
  private final Set<String> vectors = new HashSet<>();
  private final Map<String, Long> metrics = new HashMap<>();
  private final Map<String, Malformed> refused = new HashMap<>();
  private int batches;
  private int repeats;
  private int prompts;

  /** New prompts, every revision's captures of each. */
  void send(String bootstrapServers, int newPrompts) throws Exception {
    try (CapturePublisher publisher = new CapturePublisher(PublisherOptions.of(bootstrapServers));
        KafkaProducer<byte[], byte[]> broken = producer(bootstrapServers)) {
      int end = prompts + newPrompts;
      for (int from = prompts; from < end; from += PROMPTS_PER_BATCH) {
        List<Integer> some = range(from, Math.min(end, from + PROMPTS_PER_BATCH));
        for (String revision : REVISIONS) {
          send(publisher, revision, some);
          for (int i = 0; i < MALFORMED_PER_BATCH; i++) {
            sendMalformed(broken);
          }
        }
      }
      prompts = end;
    }
  }

  /** Prompts that were sent before, in other batches than then. */
  void repeat(String bootstrapServers, int from, int to) {
    try (CapturePublisher publisher = new CapturePublisher(PublisherOptions.of(bootstrapServers))) {
      for (String revision : REVISIONS) {
        publisher.publish(TestingCaptures.batch(revision, range(from, to), ABLATED));
        repeats += to - from;
      }
    }
  }

  private void send(CapturePublisher publisher, String revision, List<Integer> some) {
    batches++;
    List<CaptureBatch> parts =
        batches % 3 == 0
            ? List.of(
                TestingCaptures.batch(revision, some, ABLATED.subList(0, 3)),
                TestingCaptures.batch(revision, some, ABLATED.subList(3, ABLATED.size())))
            : List.of(TestingCaptures.batch(revision, some, ABLATED));
    VectorBatch activations = TestingCaptures.vectors(revision, some);
    parts.forEach(publisher::publish);
    publisher.publish(activations);
    if (batches % 4 == 0) {
      parts.forEach(publisher::publish);
      publisher.publish(activations);
      repeats += some.size();
    }
    some.forEach(prompt -> expect(revision, prompt));
  }

  private void expect(String revision, int prompt) {
    String capture = TestingCaptures.captureId(revision, prompt);
    vectors.add(capture);
    for (AblationUnit component : ABLATED) {
      boolean isArchived = Sampling.chooses(RESPONSES_RATE, capture, component.text());
      for (int position = 0; position < POSITIONS; position++) {
        String row = String.join("\t", capture, component.text(), Integer.toString(position));
        effects.add(row);
        if (isArchived) {
          responses.add(row);
        }
      }
      for (String segment : List.of("all", "task=" + TestingCaptures.task(prompt))) {
        metrics.merge(String.join("\t", revision, component.text(), segment), 1L, Long::sum);
      }
    }
  }

  private void sendMalformed(KafkaProducer<byte[], byte[]> broken)
      throws InterruptedException, ExecutionException {
    Malformed next = malformed.next();
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.CAPTURES, next.value());
    next.headers().forEach(record.headers()::add);
    RecordMetadata place = broken.send(record).get();
    refused.put(place.topic() + "/" + place.partition() + "/" + place.offset(), next);
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  /** {@code capture_id, component, position} of every row that must be found once. */
  Set<String> effects() {
    return effects;
  }

  /** The sampled ones, named like {@link #effects}. */
  Set<String> responses() {
    return responses;
  }

  /** Capture ids, each with one vector. */
  Set<String> vectors() {
    return vectors;
  }

  /** Prompts by {@code revision, component, segment}. */
  Map<String, Long> metrics() {
    return metrics;
  }

  /** By {@code topic/partition/offset}. */
  Map<String, Malformed> refused() {
    return refused;
  }

  int prompts() {
    return prompts;
  }

  /** Captures that were sent once more. */
  int repeats() {
    return repeats;
  }
}
