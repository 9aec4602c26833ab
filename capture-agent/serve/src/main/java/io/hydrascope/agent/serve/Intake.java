package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.Prompt;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The prompts that were taken and have no answer yet: so many and no more. Thread-safe. */
public final class Intake {
  private final int capacity;
  private final Semaphore free;
  private final BlockingQueue<PendingPrompt> waiting = new LinkedBlockingQueue<>();

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
    CompletableFuture<?> unused = asked.answer().whenComplete((answer, error) -> free.release());
    waiting.add(asked);
    return asked;
  }

  /** The next one; empty when none comes in time. */
  Optional<PendingPrompt> next(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int capacity() {
    return capacity;
  }

  /** Prompts without an answer. */
  public int unanswered() {
    return capacity - free.availablePermits();
  }
}
