package io.hydrascope.platform.demo;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.sweep.CaptureBatcher;
import io.hydrascope.agent.sweep.VectorPolicy;
import io.hydrascope.agent.sweep.VectorSampler;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks every revision each prompt in turn and publishes what it captures. The counters may be read
 * from other threads.
 */
final class CaptureStream {
  /** Small captures wait at most so long for others to share their message. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /** Enough to look at; a vector takes a forward pass and a row that is large. */
  private static final VectorPolicy VECTORS =
      new VectorPolicy(
          0.02, 0.25, VectorPolicy.ALL_SITES, List.of(VectorPolicy.INTACT), VectorPrecision.BF16);

  private final Lineup lineup;
  private final CapturePublisher publisher;
  private final Clock clock;
  private final Map<WatchedModel, CaptureBatcher> batchers = new LinkedHashMap<>();
  private final Map<WatchedModel, VectorSampler> vectors = new LinkedHashMap<>();
  private final List<String> captureIds = new ArrayList<>();
  private final AtomicInteger prompts = new AtomicInteger();
  private final AtomicLong ablations = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private Instant lastFlush;

  CaptureStream(Lineup lineup, CapturePublisher publisher, Clock clock) {
    this.lineup = lineup;
    this.publisher = publisher;
    this.clock = clock;
    lastFlush = clock.instant();
    for (WatchedModel model : lineup.models()) {
      batchers.put(
          model,
          new CaptureBatcher(model.source(), model.plan(), model.runner().modelInfo().basis()));
      vectors.put(
          model,
          new VectorSampler(
              model.source(),
              model.plan(),
              model.sweep(),
              model.runner().modelInfo().basis(),
              VECTORS));
    }
  }

  void ask(Prompt prompt) {
    for (WatchedModel model : lineup.models()) {
      CaptureRows captured = model.sweep().run(prompt);
      Capture capture = model.sweep().capture(prompt, nowMicros());
      batcher(model).add(capture, captured).forEach(publisher::publish);
      Objects.requireNonNull(vectors.get(model))
          .sample(prompt, capture)
          .forEach(publisher::publish);
      captureIds.add(capture.captureId());
      ablations.addAndGet(model.plan().ablated().size());
      rows.addAndGet(captured.ablatedCount());
    }
    prompts.incrementAndGet();
    if (lastFlush.plus(LONGEST_WAIT).isBefore(clock.instant())) {
      publishPending();
    }
  }

  /** Returns when everything asked so far is acknowledged by Kafka. */
  void finish() {
    publishPending();
    publisher.flush();
  }

  int prompts() {
    return prompts.get();
  }

  long ablations() {
    return ablations.get();
  }

  /** Effect rows that follow from what was published. */
  long rows() {
    return rows.get();
  }

  List<String> captureIds() {
    return List.copyOf(captureIds);
  }

  private void publishPending() {
    batchers.values().forEach(batcher -> batcher.flush().forEach(publisher::publish));
    lastFlush = clock.instant();
  }

  private CaptureBatcher batcher(WatchedModel model) {
    return Objects.requireNonNull(batchers.get(model));
  }

  private long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}
