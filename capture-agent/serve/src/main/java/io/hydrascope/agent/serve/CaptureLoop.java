package io.hydrascope.agent.serve;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.publish.CaptureOutlet;
import io.hydrascope.agent.spool.Spool;
import io.hydrascope.agent.spool.SpoolFullException;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.VectorBatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps one prompt after the other and publishes what it captures; small captures that follow one
 * another closely share a message. A prompt is answered once its rows are in the spool. While the
 * spool has no room for a prompt's rows the loop waits and takes no other: nothing is dropped.
 */
public final class CaptureLoop implements Runnable {
  /** Small captures wait at most so long for others to share their message. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /**
   * The least time between two messages that are not full: where rows are few, a message costs the
   * agent and Kafka about as much as they do. A prompt that comes alone waits for nothing.
   */
  static final Duration GATHER = Duration.ofMillis(20);

  private static final Duration LOOK = Duration.ofMillis(200);

  /** Room for what comes with the rows. */
  private static final long ENVELOPE_BYTES = 1L << 20;

  private final Parts parts;
  private final Intake intake;
  private final AgentMetrics metrics;
  private final Consumer<Prompt> captured;
  private final Clock clock;
  private final EngineTrust trust;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Pending> pending = new ArrayList<>();
  private Instant pendingSince = Instant.EPOCH;
  private Instant publishedAt = Instant.EPOCH;
  private volatile long latestBytes = ENVELOPE_BYTES;

  /**
   * What captures are made with; the loop closes none of it.
   *
   * @param rowBytes the most that one row takes in a message
   */
  public record Parts(
      CaptureEngine engine,
      CapturePlan plan,
      int rowBytes,
      DetailedBatches batches,
      IntactReruns reruns,
      CaptureOutlet outlet,
      Spool spool) {}

  private record Pending(PendingPrompt asked, PendingPrompt.Answer answer) {}

  /**
   * @param captured told of each prompt that got its capture
   */
  public CaptureLoop(
      Parts parts, Intake intake, AgentMetrics metrics, Consumer<Prompt> captured, Clock clock) {
    this.parts = parts;
    this.captured = captured;
    this.intake = intake;
    this.metrics = metrics;
    this.clock = clock;
    trust = new EngineTrust(parts.engine()::runIntact);
  }

  /**
   * Until the intake is finished, a message that Kafka refuses for good, or a broken engine. A
   * prompt that the engine cannot run is answered with the engine's error.
   */
  @Override
  public void run() {
    try {
      while (!intake.isFinished()) {
        throwFailure();
        Optional<PendingPrompt> next = intake.next(pending.isEmpty() ? LOOK : untilGathered());
        if (next.isPresent()) {
          capture(next.get());
        }
        if (isDue()) {
          publishPending();
        }
      }
      publishPending();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the loop throw: what brings prompts is broken. */
  public void fail(Throwable error) {
    failure.compareAndSet(null, error);
  }

  private void throwFailure() {
    Throwable error = failure.get();
    if (error != null) {
      throw new IllegalStateException("a source of prompts ended: " + error.getMessage(), error);
    }
  }

  /** Whether the spool has room for the prompt's rows: without, it would wait for Kafka. */
  boolean hasRoom(Prompt prompt) {
    return parts.spool().hasRoom(bytes(prompt));
  }

  /** Whether a prompt like the latest one would be taken. */
  boolean hasRoom() {
    return parts.spool().hasRoom(latestBytes);
  }

  /** Why captures get no further at the moment; empty while they do. Any thread may ask. */
  Optional<String> trouble() {
    return hasRoom()
        ? parts.outlet().trouble()
        : Optional.of("the spool is full until Kafka takes more");
  }

  /**
   * The check at the border: it never asks the engine, so any thread may call it while the loop
   * runs. What only the engine can tell is found on the loop's thread, in {@link #capture}.
   *
   * @throws BadPromptException if the plan cannot run it, or the spool can never hold its rows
   */
  public void requireFits(Prompt prompt) {
    parts.engine().requireFits(prompt);
    long bytes = bytes(prompt);
    if (bytes > parts.spool().limitBytes()) {
      throw new BadPromptException(
          "prompt %s: its rows take up to %d bytes, the spool holds %d: raise --spool-limit"
              .formatted(prompt.id(), bytes, parts.spool().limitBytes()));
    }
  }

  private long bytes(Prompt prompt) {
    return parts.engine().rows(prompt) * parts.rowBytes() + ENVELOPE_BYTES;
  }

  private void capture(PendingPrompt asked) throws InterruptedException {
    Prompt prompt = asked.prompt();
    long began = System.nanoTime();
    try {
      requireFits(prompt);
      parts.engine().requireRunnable(prompt);
      latestBytes = bytes(prompt);
      awaitRoom(latestBytes);
      CaptureRows rows = parts.engine().run(prompt);
      Capture capture = parts.engine().capture(prompt, nowMicros());
      // Before anything of the capture is kept: the engine may fail here too.
      List<VectorBatch> vectors = parts.engine().vectors(prompt, capture);
      parts.reruns().sample(prompt, capture, rows);
      List<CaptureBatch> full = parts.batches().add(capture, rows);
      trust.worked(prompt);
      if (pending.isEmpty()) {
        pendingSince = clock.instant();
      }
      long ablated = rows.ablatedCount();
      pending.add(
          new Pending(asked, new PendingPrompt.Answer(prompt.id(), capture.captureId(), ablated)));
      publish(full);
      for (VectorBatch batch : vectors) {
        publish(ENVELOPE_BYTES, () -> parts.outlet().publish(batch));
      }
      metrics.captured(parts.plan().ablated().size(), ablated, System.nanoTime() - began);
    } catch (BadPromptException e) {
      metrics.refused();
      asked.answer().completeExceptionally(e);
    } catch (EngineException e) {
      trust.requireSound(e);
      metrics.failed();
      String reason = "prompt %s: %s".formatted(prompt.id(), e.getMessage());
      asked.answer().completeExceptionally(new EngineException(reason, e));
    }
  }

  /** Whether those that are pending have waited long enough for others. */
  private boolean isDue() {
    if (pending.isEmpty()) {
      return false;
    }
    return (intake.isEmpty() && untilGathered().isZero())
        || pendingSince.plus(LONGEST_WAIT).isBefore(clock.instant());
  }

  private Duration untilGathered() {
    Duration left = Duration.between(clock.instant(), publishedAt.plus(GATHER));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void publishPending() throws InterruptedException {
    publish(parts.batches().flush());
    parts.outlet().flush();
    for (Pending done : pending) {
      captured.accept(done.asked().prompt());
      done.asked().answer().complete(done.answer());
    }
    pending.clear();
    publishedAt = clock.instant();
  }

  private void publish(List<CaptureBatch> batches) throws InterruptedException {
    for (CaptureBatch batch : batches) {
      long bytes = (long) batch.rows().count() * parts.rowBytes() + ENVELOPE_BYTES;
      publish(bytes, () -> parts.outlet().publish(batch));
    }
  }

  /** Waits where the spool is full. */
  private void publish(long bytes, Runnable message) throws InterruptedException {
    boolean published = false;
    while (!published) {
      try {
        message.run();
        published = true;
      } catch (SpoolFullException e) {
        awaitRoom(bytes);
      }
    }
  }

  private void awaitRoom(long bytes) throws InterruptedException {
    while (!parts.spool().awaitRoom(bytes, LOOK)) {
      parts.outlet().flush();
      throwFailure();
    }
  }

  private long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}
