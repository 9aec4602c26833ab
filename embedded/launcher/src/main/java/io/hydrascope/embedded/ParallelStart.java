package io.hydrascope.embedded;

import io.hydrascope.embedded.StartProgress.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parts being started, one thread each. The first failure interrupts the others, which clean up
 * after themselves.
 */
final class ParallelStart {
  private final ExecutorService threads;
  private final TimedProgress progress;
  private final Opened started = new Opened();
  private final List<CompletableFuture<?>> futures = new ArrayList<>();
  private @Nullable RuntimeException firstFailure;

  ParallelStart(ExecutorService threads, TimedProgress progress) {
    this.threads = threads;
    this.progress = progress;
  }

  <T extends EmbeddedPart> CompletableFuture<T> part(Part part, Supplier<T> start) {
    CompletableFuture<T> future = submit(part, start);
    futures.add(future);
    return future;
  }

  private <T extends EmbeddedPart> CompletableFuture<T> submit(Part part, Supplier<T> start) {
    try {
      return CompletableFuture.supplyAsync(() -> run(part, start), threads);
    } catch (RejectedExecutionException e) {
      // A part before this one has failed already, and its failure is the one that is told.
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Throws the first failure, after the parts that had started are closed. */
  void await() {
    // Every outcome is in firstFailure already.
    futures.forEach(future -> future.handle((result, failure) -> true).join());
    RuntimeException failure = firstFailure();
    if (failure != null) {
      started.closeAfter(failure);
      throw failure;
    }
  }

  private <T extends EmbeddedPart> T run(Part part, Supplier<T> start) {
    progress.changed(part, State.STARTING);
    try {
      T running = start.get();
      started.add(running::close);
      progress.changed(part, State.READY);
      return running;
    } catch (RuntimeException e) {
      if (isFirst(e)) {
        progress.changed(part, State.FAILED);
        threads.shutdownNow();
      }
      throw e;
    }
  }

  private synchronized boolean isFirst(RuntimeException failure) {
    if (firstFailure == null) {
      firstFailure = failure;
    }
    return firstFailure == failure;
  }

  private synchronized @Nullable RuntimeException firstFailure() {
    return firstFailure;
  }
}
