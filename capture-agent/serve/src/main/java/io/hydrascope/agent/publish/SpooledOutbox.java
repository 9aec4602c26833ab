package io.hydrascope.agent.publish;

import io.hydrascope.agent.spool.Spool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Through a spool on disk: a message is safe once it lies there, and stays until Kafka has it. A
 * thread of its own sends in order. What a failure means:
 *
 * <pre>
 * the broker is away    a new producer sends again from the oldest message without acknowledgement
 * the broker has moved  the same, at its new address
 * Kafka refuses it      the next call throws; the message stays in the spool
 * </pre>
 */
final class SpooledOutbox implements Outbox {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration LOOK_FOR_MOVES = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How long a broker may take to acknowledge what is on its way when the agent ends. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  /** After it, an agent whose messages wait says so. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

  private static final int MOST_IN_FLIGHT = 1_000;

  private final Spool spool;
  private final Supplier<PublisherOptions> options;
  private final Thread sender;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final TreeSet<Long> inFlight = new TreeSet<>(); // guarded by itself
  private long sent; // guarded by inFlight
  private boolean retry; // guarded by inFlight
  private volatile long acknowledgedNanos = System.nanoTime(); // or when nothing waited
  private volatile boolean closing;

  SpooledOutbox(Spool spool, Supplier<PublisherOptions> options) {
    this.spool = spool;
    this.options = options;
    sender = new Thread(this::deliver, "spool-sender");
    sender.setDaemon(true);
    sender.start();
  }

  @Override
  public void send(OutgoingMessage message) {
    throwFailure();
    spool.append(message.toBytes());
  }

  /** What was sent is on disk. */
  @Override
  public void flush() {
    throwFailure();
  }

  private void deliver() {
    try {
      while (!closing && failure.get() == null) {
        PublisherOptions at = options.get();
        try (KafkaProducer<String, byte[]> producer = ProducerSettings.producer(at)) {
          sendUntilRetry(producer, at);
          producer.close(closing ? LAST_WORDS : Duration.ZERO);
        }
        synchronized (inFlight) {
          sent = inFlight.isEmpty() ? sent : inFlight.first();
          spool.rewind(sent);
          inFlight.clear();
          retry = false;
        }
        if (!closing) {
          Thread.sleep(PAUSE.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void sendUntilRetry(KafkaProducer<String, byte[]> producer, PublisherOptions at)
      throws InterruptedException {
    long lookedNanos = System.nanoTime();
    while (!closing && !hasToRetry()) {
      if (System.nanoTime() - lookedNanos > LOOK_FOR_MOVES.toNanos()) {
        lookedNanos = System.nanoTime();
        if (!options.get().equals(at)) {
          return;
        }
      }
      if (spool.waiting() == 0) {
        acknowledgedNanos = System.nanoTime();
      }
      Optional<Spool.Entry> entry = spool.take(LOOK);
      if (entry.isPresent()) {
        send(producer, entry.get());
      }
    }
  }

  private boolean hasToRetry() throws InterruptedException {
    synchronized (inFlight) {
      while (!retry && !closing && inFlight.size() >= MOST_IN_FLIGHT) {
        inFlight.wait(LOOK.toMillis());
      }
      return retry;
    }
  }

  private void send(KafkaProducer<String, byte[]> producer, Spool.Entry entry) {
    OutgoingMessage message = OutgoingMessage.of(entry.payload());
    synchronized (inFlight) {
      inFlight.add(entry.number());
      sent = Math.max(sent, entry.number() + 1);
    }
    try {
      // The callback keeps what the future would say.
      Future<RecordMetadata> unused =
          producer.send(
              ProducerSettings.record(message), (place, error) -> answer(entry.number(), error));
    } catch (KafkaException e) {
      answer(entry.number(), e);
    }
  }

  private void answer(long number, @Nullable Exception error) {
    synchronized (inFlight) {
      if (error == null) {
        acknowledgedNanos = System.nanoTime();
        inFlight.remove(number);
        spool.acknowledge(inFlight.isEmpty() ? sent : inFlight.first());
      } else if (!retry) {
        // All that follow the first failure are ended with their producer.
        retry = true;
        if (isFinal(error)) {
          failure.compareAndSet(null, error);
        }
      }
      inFlight.notifyAll();
    }
  }

  /** Whether the same message would be refused again. */
  private static boolean isFinal(Exception error) {
    return error instanceof RecordTooLargeException
        || error instanceof InvalidTopicException
        || error instanceof AuthorizationException;
  }

  /** Messages that wait although nothing was acknowledged for a while. */
  @Override
  public Optional<String> trouble() {
    Exception refused = failure.get();
    if (refused != null) {
      return Optional.of("Kafka refuses a message: " + refused.getMessage());
    }
    long waiting = spool.waiting();
    if (waiting == 0) {
      return Optional.empty();
    }
    Duration silence = Duration.ofNanos(System.nanoTime() - acknowledgedNanos);
    return silence.compareTo(LONGEST_SILENCE) < 0
        ? Optional.empty()
        : Optional.of(
            "Kafka at %s has taken nothing for %d s, %,d messages wait in the spool"
                .formatted(options.get().bootstrapServers(), silence.toSeconds(), waiting));
  }

  private void throwFailure() {
    Exception error = failure.get();
    if (error != null) {
      throw new PublishException(
          "Kafka at "
              + options.get().bootstrapServers()
              + " refuses a message: "
              + error.getMessage(),
          error);
    }
  }

  /** What Kafka does not have yet stays in the spool. */
  @Override
  public void close() {
    closing = true;
    try {
      sender.join();
      spool.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
