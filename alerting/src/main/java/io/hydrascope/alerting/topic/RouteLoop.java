package io.hydrascope.alerting.topic;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.routing.AlertChange;
import io.hydrascope.alerting.routing.Circuit;
import io.hydrascope.alerting.routing.DeliveryException;
import io.hydrascope.alerting.routing.Receiver;
import io.hydrascope.alerting.rules.Route;
import io.hydrascope.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the alerts of one route to its receiver, in order, at least once: an offset is committed
 * after delivery, and until then the message is tried again. It reads the topic from its beginning,
 * so that it knows what is firing; what lies before the committed offset is not told again.
 *
 * <p>Each route has a consumer group and a thread of its own: a receiver that is away stalls no
 * other, and no job.
 */
final class RouteLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteLoop.class);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.ALERTS, 0);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration REMIND = Duration.ofMinutes(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

  private final Route route;
  private final Receiver receiver;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Clock clock;
  private final Circuit circuit = new Circuit();
  private final CountDownLatch closed = new CountDownLatch(1);
  private Instant remindAt;

  RouteLoop(Route route, Receiver receiver, String kafka, Clock clock) {
    this(route, receiver, () -> consumer(kafka, route), clock);
  }

  /**
   * @param consumers opens one after the other
   */
  RouteLoop(
      Route route, Receiver receiver, Supplier<Consumer<byte[], byte[]>> consumers, Clock clock) {
    this.route = route;
    this.receiver = receiver;
    this.consumers = consumers;
    this.clock = clock;
    remindAt = clock.instant();
  }

  @Override
  public void run() {
    try {
      while (!isClosed(Duration.ZERO)) {
        followOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever fails, the route goes on: nobody would miss a thread that has ended. */
  private void followOnce() throws InterruptedException {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      follow(consumer);
    } catch (InterruptException e) {
      throw new InterruptedException(e.getMessage());
    } catch (KafkaException e) {
      LOG.warn(
          "route {}: the topic of alerts cannot be read, trying again: {}",
          route.name(),
          e.toString());
      boolean unused = isClosed(AFTER_A_FAILURE);
    } catch (RuntimeException e) {
      LOG.error("route {}: failed, trying again", route.name(), e);
      boolean unused = isClosed(AFTER_A_FAILURE);
    }
  }

  void close() {
    closed.countDown();
  }

  private boolean isClosed(Duration within) throws InterruptedException {
    return closed.await(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Consumer<byte[], byte[]> consumer(String kafka, Route route) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            kafka,
            "group.id",
            "hydrascope-notifier-" + route.name(),
            "enable.auto.commit",
            "false",
            "auto.offset.reset",
            "earliest",
            // One by one, so that its position is that of a record which cannot be read.
            "max.poll.records",
            1),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void follow(Consumer<byte[], byte[]> consumer) throws InterruptedException {
    consumer.assign(List.of(PARTITION));
    OffsetAndMetadata committed = consumer.committed(Set.of(PARTITION)).get(PARTITION);
    long told = committed == null ? 0 : committed.offset();
    consumer.seekToBeginning(List.of(PARTITION));
    FiringAlerts firing = new FiringAlerts(route.name());
    AlertRecords records = new AlertRecords(consumer, PARTITION);
    while (!isClosed(Duration.ZERO)) {
      List<AlertChange> changes = new ArrayList<>();
      long next = -1;
      for (ConsumerRecord<byte[], byte[]> record : records.next(POLL)) {
        take(record, firing).filter(change -> record.offset() >= told).ifPresent(changes::add);
        next = record.offset() + 1;
      }
      if (!deliver(changes)) {
        return;
      }
      if (next > told) {
        consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(next)));
      }
      boolean isCaughtUp = consumer.position(PARTITION) >= told;
      if (isCaughtUp && !clock.instant().isBefore(remindAt)) {
        remind(firing);
      }
    }
  }

  private java.util.Optional<AlertChange> take(
      ConsumerRecord<byte[], byte[]> record, FiringAlerts firing) {
    try {
      return java.util.Optional.ofNullable(record.value())
          .flatMap(AlertMessage::parse)
          .flatMap(firing::take);
    } catch (IllegalArgumentException e) {
      LOG.error(
          "route {}: offset {} of {} is skipped: {}",
          route.name(),
          record.offset(),
          Topics.ALERTS,
          e.getMessage());
      return java.util.Optional.empty();
    }
  }

  /**
   * @return false when closed before everything was taken
   */
  private boolean deliver(List<AlertChange> changes) throws InterruptedException {
    for (List<AlertChange> pair : FiringAlerts.byPair(changes)) {
      while (!isTaken(pair)) {
        Duration wait = circuit.failed();
        if (circuit.isOpen()) {
          LOG.warn(
              "route {} ({}) has failed {} times in a row; next try in {} s; alerts wait on the topic,"
                  + " and \"hydrascope alerts test\" tries every route now",
              route.name(),
              route.destination(),
              circuit.failures(),
              wait.toSeconds());
        }
        if (isClosed(wait)) {
          return false;
        }
      }
      if (circuit.isOpen()) {
        LOG.warn("route {} ({}) takes messages again", route.name(), route.destination());
      }
      circuit.succeeded();
    }
    return true;
  }

  private boolean isTaken(List<AlertChange> pair) throws InterruptedException {
    try {
      receiver.deliver(pair);
      return true;
    } catch (DeliveryException e) {
      if (e.isFinal()) {
        LOG.error(
            "route {}: a message was refused for good and is skipped; it stays in the table of alerts: {}",
            route.name(),
            e.getMessage());
        return true;
      }
      LOG.warn("route {}: {}", route.name(), e.getMessage());
      return false;
    }
  }

  private void remind(FiringAlerts firing) throws InterruptedException {
    remindAt = clock.instant().plus(REMIND);
    try {
      receiver.remind(firing.all());
    } catch (DeliveryException e) {
      LOG.warn(
          "route {}: could not be reminded, tried again in {} s: {}",
          route.name(),
          REMIND.toSeconds(),
          e.getMessage());
    }
  }
}
