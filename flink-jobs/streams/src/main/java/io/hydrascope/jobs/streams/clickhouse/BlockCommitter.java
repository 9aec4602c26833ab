package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.insert.RejectedInsertException;
import io.hydrascope.storage.insert.RetryableInsertException;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Inserts blocks of completed checkpoints. The one place that decides what a failure means:
 *
 * <pre>
 * stored before under its token   nothing: the server recognises it
 * retryable                       the block stays in state and is tried again after a pause; after
 *                                 Flink's own number of attempts the job restarts with it
 * rejected                        the job fails for good, since no restart can change the answer
 * </pre>
 */
final class BlockCommitter implements Committer<InsertBlock> {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int MAX_DOUBLINGS = 10;
  private static final long NANOS_A_MILLI = 1_000_000;

  private final BlockTarget target;
  private final Pause pause;
  private final Counter stored;
  private final Counter retried;
  private final Counter rejected;
  private final Counter insertMillis;

  BlockCommitter(BlockTarget target, Pause pause, MetricGroup metrics) {
    this.target = target;
    this.pause = pause;
    this.stored = metrics.counter("blocks_stored");
    this.retried = metrics.counter("blocks_retried");
    this.rejected = metrics.counter("blocks_rejected");
    this.insertMillis = metrics.counter("insert_millis");
  }

  @Override
  public void commit(Collection<CommitRequest<InsertBlock>> requests)
      throws IOException, InterruptedException {
    int attempt = 0;
    boolean waiting = false;
    for (CommitRequest<InsertBlock> request : requests) {
      InsertBlock block = request.getCommittable();
      try {
        long startNanos = System.nanoTime();
        target.insert(block.content(), block.token());
        insertMillis.inc((System.nanoTime() - startNanos) / NANOS_A_MILLI);
        stored.inc();
      } catch (RetryableInsertException e) {
        retried.inc();
        attempt = Math.max(attempt, request.getNumberOfRetries());
        waiting = true;
        request.retryLater();
      } catch (RejectedInsertException e) {
        rejected.inc();
        throw new SuppressRestartsException(e);
      }
    }
    if (waiting) {
      pause.millis(pauseMillis(attempt));
    }
  }

  private static long pauseMillis(int attempt) {
    return Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, MAX_DOUBLINGS));
  }

  @Override
  public void close() {
    target.close();
  }
}
