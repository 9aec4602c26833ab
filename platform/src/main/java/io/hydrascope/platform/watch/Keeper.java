package io.hydrascope.platform.watch;

import io.hydrascope.schemas.text.OneLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps one part running, on a thread of its own, until the platform ends or no try is left. */
final class Keeper implements Runnable {
  /** A signal that ends all parts at once reaches this process a moment later. */
  private static final Duration GRACE = Duration.ofMillis(400);

  private final Restartable part;
  private final RestartBudget budget;
  private final Duration look;
  private final Surroundings around;

  /**
   * What all keepers share.
   *
   * @param room waits while a part cannot be started for want of disk
   * @param flow says when rows flow
   * @param told one line for each thing that happens
   * @param givenUp told once, with the part and the reason, when no try is left
   */
  record Surroundings(
      Ending ending,
      DiskRoom room,
      Flow flow,
      Clock clock,
      Consumer<String> told,
      Consumer<String> givenUp) {}

  Keeper(Restartable part, RestartBudget budget, Duration look, Surroundings around) {
    this.part = part;
    this.budget = budget;
    this.look = look;
    this.around = around;
  }

  @Override
  public void run() {
    try {
      boolean kept = true;
      while (kept && !around.ending().within(look)) {
        kept = part.isAlive() || mend();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether there is still something to keep. */
  private boolean mend() throws InterruptedException {
    Instant died = around.clock().instant();
    if (around.ending().within(GRACE)) {
      return false;
    }
    String reason = part.end();
    while (true) {
      around.room().await(part.name(), around.ending());
      Optional<RestartBudget.Try> next = budget.next();
      if (next.isEmpty()) {
        around.givenUp().accept(lastWords(reason));
        return false;
      }
      around.told().accept(announcement(reason, next.get()));
      if (around.ending().within(next.get().pause())) {
        return false;
      }
      Optional<String> failure = tryToStart();
      if (failure.isEmpty()) {
        awaitFlow(died);
        return true;
      }
      reason = failure.get();
    }
  }

  private String announcement(String reason, RestartBudget.Try next) {
    return "%s %s; it starts again in %d s, try %d of %d"
        .formatted(
            part.name(), reason, next.pause().toSeconds(), next.number(), RestartBudget.MOST_TRIES);
  }

  private String lastWords(String reason) {
    return "%s %s, after %d starts in %d minutes; see %s"
        .formatted(
            part.name(),
            reason,
            RestartBudget.MOST_TRIES,
            RestartBudget.WINDOW.toMinutes(),
            part.where());
  }

  /** Empty when it runs. */
  private Optional<String> tryToStart() throws InterruptedException {
    try {
      part.start();
      return Optional.empty();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      return Optional.of("did not start (%s)".formatted(OneLine.of(e)));
    }
  }

  /** Ends early when the part dies again. */
  private void awaitFlow(Instant died) throws InterruptedException {
    Instant ready = around.clock().instant();
    while (part.isAlive() && !around.ending().within(look)) {
      if (around.flow().flowsSince(ready)) {
        Duration took = Duration.between(died, around.clock().instant());
        around
            .told()
            .accept(
                "%s is back; rows flow again after %.1f s"
                    .formatted(part.name(), took.toMillis() / 1000.0));
        return;
      }
    }
  }
}
