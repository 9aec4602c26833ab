package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.Prompt;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The prompts that were taken and have no answer yet: so many and no more. Thread-safe. */
public final class Intake {
  private final int capacity;
  private final Semaphore free;
  private final BlockingQueue<PendingPrompt> waiting = new LinkedBlockingQueue<>();
  private final Map<Long, PendingPrompt> open = new ConcurrentHashMap<>();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
  private volatile boolean stopping;

  public Intake(int capacity) {
    this.capacity = capacity;
    free = new Semaphore(capacity, true);
  }

  /** Takes a prompt, or does not where there is no place. */
  public Optional<PendingPrompt> offer(Prompt prompt) {
    return free.tryAcquire() ? Optional.of(admit(prompt)) : Optional.empty();
  }

  /** Takes a prompt as soon as there is a place. */
  public PendingPrompt put(Prompt prompt) throws InterruptedException {
    free.acquire();
    return admit(prompt);
  }

  private PendingPrompt admit(Prompt prompt) {
    PendingPrompt asked = new PendingPrompt(prompt, new CompletableFuture<>());
    long number = taken.getAndIncrement();
    open.put(number, asked);
    CompletableFuture<?> unused =
        asked
            .answer()
            .whenComplete(
                (answer, error) -> {
                  open.remove(number);
                  free.release();
                });
    waiting.add(asked);
    // Who ended it may have looked before this one was there.
    Throwable error = end.get();
    if (error != null) {
      refuse(asked, error);
    }
    return asked;
  }

  /** The next one; empty when none comes in time. */
  Optional<PendingPrompt> next(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Says that no more prompts come: those that were taken are still answered. */
  public void stop() {
    stopping = true;
  }

  /** Whether the last prompt was handed out. */
  boolean isFinished() {
    return stopping && waiting.isEmpty();
  }

  /** Nobody answers any more: what waits and what comes gets the error. */
  void end(Throwable error) {
    end.compareAndSet(null, error);
    open.values().forEach(asked -> refuse(asked, error));
  }

  private static void refuse(PendingPrompt asked, Throwable error) {
    boolean unused =
        asked
            .answer()
            .completeExceptionally(
                new IllegalStateException("the agent has ended: " + error.getMessage(), error));
  }

  int capacity() {
    return capacity;
  }

  /** Prompts without an answer. */
  public int unanswered() {
    return capacity - free.availablePermits();
  }
}
