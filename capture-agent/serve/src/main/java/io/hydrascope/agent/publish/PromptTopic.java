package io.hydrascope.agent.publish;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prompts from their topic. A position is committed once all prompts before it were handled to the
 * end, so that a kill repeats some and loses none. Agents that join or leave move only the
 * partitions that change hands; what was in hand of those is handled by both, under the same ids.
 */
public final class PromptTopic implements Runnable, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK_FOR_MOVES = Duration.ofSeconds(1);
  private static final int AT_ONCE = 64;
  private static final byte[] NO_VALUE = {};

  private final Supplier<String> bootstrapServers;
  private final String group;
  private final Handler handler;
  private final Assigned assigned;
  private final LongAdder failedCommits = new LongAdder();
  private volatile boolean closing;

  /**
   * Takes a message; what it gives back is done when the message is handled to the end. If it fails
   * the reading ends: the message and those after it come again.
   */
  public interface Handler {
    Future<?> handle(PromptMessage message) throws InterruptedException;
  }

  /** Told how many of the topic's partitions this agent reads, whenever that may have changed. */
  public interface Assigned {
    void partitions(int own, int all);
  }

  /**
   * Of a Kafka that does not move.
   *
   * @param group agents of one group share the prompts
   */
  public PromptTopic(String bootstrapServers, String group, Handler handler, Assigned assigned) {
    this(() -> bootstrapServers, group, handler, assigned);
  }

  /**
   * Of a Kafka that may move.
   *
   * @param bootstrapServers asked again about once a second
   * @param group agents of one group share the prompts
   */
  public PromptTopic(
      Supplier<String> bootstrapServers, String group, Handler handler, Assigned assigned) {
    this.bootstrapServers = bootstrapServers;
    this.group = group;
    this.handler = handler;
    this.assigned = assigned;
  }

  private KafkaConsumer<byte[], byte[]> consumer(String servers) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_ONCE);
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Until closed: it ends within a poll. */
  @Override
  public void run() {
    try {
      while (!closing) {
        String servers = bootstrapServers.get();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(servers)) {
          new Reading(consumer).untilMoved(servers);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The topic as one Kafka has it. */
  private final class Reading implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private boolean waiting; // for prompts in hand: nothing is fetched

    Reading(KafkaConsumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    void untilMoved(String servers) throws InterruptedException {
      consumer.subscribe(List.of(Topics.PROMPTS), this);
      long lookedNanos = System.nanoTime();
      while (!closing) {
        List<Future<?>> open = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> after = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          open.add(handler.handle(message(record)));
          after.put(
              new TopicPartition(record.topic(), record.partition()),
              new OffsetAndMetadata(record.offset() + 1));
        }
        awaitAll(open, after);
        if (System.nanoTime() - lookedNanos > LOOK_FOR_MOVES.toNanos()) {
          lookedNanos = System.nanoTime();
          if (!bootstrapServers.get().equals(servers)) {
            return;
          }
        }
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // What is in hand of them is handled to its end; whoever has them now repeats it.
    }

    /** A partition that comes while prompts are in hand brings none yet: nobody would take them. */
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (waiting) {
        consumer.pause(partitions);
      }
      assigned.partitions(
          consumer.assignment().size(), consumer.partitionsFor(Topics.PROMPTS).size());
    }

    /** Stays a member of the group meanwhile. */
    private void awaitAll(List<Future<?>> open, Map<TopicPartition, OffsetAndMetadata> after)
        throws InterruptedException {
      if (open.isEmpty()) {
        return;
      }
      waiting = true;
      consumer.pause(consumer.assignment());
      while (!closing && !open.stream().allMatch(Future::isDone)) {
        consumer.poll(POLL);
      }
      waiting = false;
      if (!closing) {
        for (Future<?> handled : open) {
          requireHandled(handled);
        }
        // Of a partition that has gone, another agent commits.
        after.keySet().retainAll(consumer.assignment());
        commit(after);
        consumer.resume(consumer.assignment());
      }
    }

    /** A broker that is away keeps the old position: the prompts come again and are recognised. */
    private void commit(Map<TopicPartition, OffsetAndMetadata> after) {
      try {
        consumer.commitSync(after);
      } catch (KafkaException e) {
        failedCommits.increment();
      }
    }
  }

  private static void requireHandled(Future<?> handled) throws InterruptedException {
    try {
      handled.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a prompt was not handled: " + e.getMessage(), e);
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
