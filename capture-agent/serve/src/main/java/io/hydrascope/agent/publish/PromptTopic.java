package io.hydrascope.agent.publish;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prompts from their topic. A position is committed once all prompts before it were handled to the
 * end, so that a kill repeats some and loses none.
 */
public final class PromptTopic implements Runnable, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK_FOR_MOVES = Duration.ofSeconds(1);
  private static final int AT_ONCE = 64;
  private static final byte[] NO_VALUE = {};

  private final Supplier<String> bootstrapServers;
  private final String group;
  private final Handler handler;
  private final LongAdder failedCommits = new LongAdder();
  private volatile boolean closing;

  /**
   * Takes a message; what it gives back is done when the message is handled to the end. If it fails
   * the reading ends: the message and those after it come again.
   */
  public interface Handler {
    Future<?> handle(PromptMessage message) throws InterruptedException;
  }

  /**
   * @param group agents of one group share the prompts
   */
  public PromptTopic(String bootstrapServers, String group, Handler handler) {
    this(() -> bootstrapServers, group, handler);
  }

  /**
   * Of a Kafka that may move.
   *
   * @param bootstrapServers asked again about once a second
   */
  public PromptTopic(Supplier<String> bootstrapServers, String group, Handler handler) {
    this.bootstrapServers = bootstrapServers;
    this.group = group;
    this.handler = handler;
  }

  private KafkaConsumer<byte[], byte[]> consumer(String servers) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_ONCE);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Until closed: it ends within a poll. */
  @Override
  public void run() {
    try {
      while (!closing) {
        String servers = bootstrapServers.get();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(servers)) {
          readUntilMoved(consumer, servers);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readUntilMoved(KafkaConsumer<byte[], byte[]> consumer, String servers)
      throws InterruptedException {
    consumer.subscribe(List.of(Topics.PROMPTS));
    long lookedNanos = System.nanoTime();
    while (!closing) {
      List<Future<?>> open = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        open.add(handler.handle(message(record)));
      }
      awaitAll(consumer, open);
      if (System.nanoTime() - lookedNanos > LOOK_FOR_MOVES.toNanos()) {
        lookedNanos = System.nanoTime();
        if (!bootstrapServers.get().equals(servers)) {
          return;
        }
      }
    }
  }

  /** Stays a member of the group meanwhile. */
  private void awaitAll(KafkaConsumer<byte[], byte[]> consumer, List<Future<?>> open)
      throws InterruptedException {
    if (open.isEmpty()) {
      return;
    }
    consumer.pause(consumer.assignment());
    while (!closing && !open.stream().allMatch(Future::isDone)) {
      consumer.poll(POLL);
    }
    if (!closing) {
      for (Future<?> handled : open) {
        requireHandled(handled);
      }
      commit(consumer);
      consumer.resume(consumer.assignment());
    }
  }

  private static void requireHandled(Future<?> handled) throws InterruptedException {
    try {
      handled.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a prompt was not handled: " + e.getMessage(), e);
    }
  }

  /** A broker that is away keeps the old position: the prompts come again and are recognised. */
  private void commit(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      consumer.commitSync();
    } catch (KafkaException e) {
      failedCommits.increment();
    }
  }

  private static PromptMessage message(ConsumerRecord<byte[], byte[]> record) {
    Map<String, byte[]> headers = new HashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value() == null ? NO_VALUE : header.value());
    }
    return new PromptMessage(
        new DeadLetterPlace(record.topic(), record.partition(), record.offset()),
        headers,
        record.value());
  }

  /** How often a position could not be committed. */
  public long failedCommits() {
    return failedCommits.sum();
  }

  @Override
  public void close() {
    closing = true;
  }
}
