package io.hydrascope.benchmarks.chaos;

import io.hydrascope.benchmarks.kafka.RawProducer;
import io.hydrascope.schemas.Topics;
import io.hydrascope.testkit.traffic.TestingMalformed;
import io.hydrascope.testkit.traffic.TestingMalformed.Malformed;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A broken agent beside the good one. */
final class MalformedStream implements Runnable {
  private static final int BURST = 50;
  private static final byte[] NO_VALUE = {};

  private final String kafka;
  private final TestingMalformed malformed;
  private final int messages;
  private final long pauseMillis;
  private final Map<String, Malformed> sent = new ConcurrentHashMap<>();
  private final Map<String, Integer> byKind = new TreeMap<>();

  /**
   * @param pauseMillis between bursts
   */
  MalformedStream(String kafka, long seed, int messages, long pauseMillis) {
    this.kafka = kafka;
    this.malformed = new TestingMalformed(seed);
    this.messages = messages;
    this.pauseMillis = pauseMillis;
  }

  @Override
  public void run() {
    try (RawProducer producer = new RawProducer(kafka)) {
      for (int i = 0; i < messages; i++) {
        Malformed next = malformed.next();
        byKind.merge(next.kind().name(), 1, Integer::sum);
        // The value is not needed any more, and a hundred thousand of them are many.
        Malformed known = new Malformed(next.kind(), next.reason(), Map.of(), NO_VALUE);
        producer.send(
            Topics.CAPTURES, next.headers(), next.value(), place -> sent.put(place, known));
        if (i % BURST == 0) {
          Thread.sleep(pauseMillis);
        }
      }
      producer.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** By {@code topic/partition/offset}, once {@link #run} has returned. */
  Map<String, Malformed> sent() {
    return sent;
  }

  Map<String, Integer> byKind() {
    return byKind;
  }
}
