package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.jobs.streams.LetterBox;
import io.hydrascope.storage.insert.InsertFault;
import io.hydrascope.storage.insert.RejectedInsertException;
import io.hydrascope.storage.insert.RetryableInsertException;
import io.hydrascope.storage.insert.TableBlock;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts blocks of completed checkpoints. The one place that decides what a failure means:
 *
 * <pre>
 * stored before under its token   nothing: the server recognises it
 * its content is refused          the rows that are refused are set aside, the job goes on
 * login or table is wrong         the block stays in state and is tried again after a pause, until
 *                                 somebody mends it
 * the server cannot take it       likewise
 * refused, nobody knows why       likewise; the 10th time it is set aside
 * </pre>
 *
 * A block is set aside once its dead letters are safe: until then it is tried again.
 */
final class BlockCommitter implements Committer<InsertBlock> {
  private static final Logger LOG = LoggerFactory.getLogger(BlockCommitter.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int MAX_DOUBLINGS = 10;
  private static final int MOST_REFUSALS = 10;
  private static final long NANOS_A_MILLI = 1_000_000;

  private final BlockTarget target;
  private final RefusedRows refused;
  private final Pause pause;
  private final Counter stored;
  private final Counter retried;
  private final Counter rejected;
  private final Counter insertMillis;
  private String lastTold = "";

  BlockCommitter(BlockTarget target, LetterBox letters, Pause pause, MetricGroup metrics) {
    this.target = target;
    this.pause = pause;
    this.refused = new RefusedRows(target, letters, metrics.counter("rows_set_aside"));
    this.stored = metrics.counter("blocks_stored");
    this.retried = metrics.counter("blocks_retried");
    this.rejected = metrics.counter("blocks_rejected");
    this.insertMillis = metrics.counter("insert_millis");
  }

  @Override
  public void commit(Collection<CommitRequest<InsertBlock>> requests)
      throws IOException, InterruptedException {
    int attempt = -1;
    for (CommitRequest<InsertBlock> request : requests) {
      if (!isDone(request.getCommittable(), request.getNumberOfRetries())) {
        retried.inc();
        attempt = Math.max(attempt, request.getNumberOfRetries());
        request.retryLater();
      }
    }
    if (attempt >= 0) {
      pause.millis(pauseMillis(attempt));
    }
  }

  private boolean isDone(InsertBlock block, int retries) throws InterruptedException {
    TableBlock content = block.content();
    try {
      long startNanos = System.nanoTime();
      target.insert(content, block.token());
      insertMillis.inc((System.nanoTime() - startNanos) / NANOS_A_MILLI);
      stored.inc();
      lastTold = "";
      return true;
    } catch (RejectedInsertException e) {
      return e.fault() == InsertFault.CONTENT ? isSetAside(block, content, e) : waits(e);
    } catch (RetryableInsertException e) {
      boolean suspect = e.fault() == InsertFault.UNKNOWN && retries + 1 >= MOST_REFUSALS;
      return suspect ? isSetAside(block, content, e) : waits(e);
    }
  }

  /** Told once for each reason. */
  private boolean waits(Exception why) {
    String told = String.valueOf(why.getMessage());
    if (!told.equals(lastTold)) {
      lastTold = told;
      LOG.warn("inserts wait, nothing is lost: {}", told);
    }
    return false;
  }

  private boolean isSetAside(InsertBlock block, TableBlock content, Exception why)
      throws InterruptedException {
    try {
      if (why instanceof RejectedInsertException) {
        refused.setAsideOnly(content, block.token(), String.valueOf(why.getMessage()));
      } else {
        refused.setAside(content, block.token(), String.valueOf(why.getMessage()));
      }
      rejected.inc();
      return true;
    } catch (RetryableInsertException | RejectedInsertException | IOException e) {
      return waits(e);
    }
  }

  private static long pauseMillis(int attempt) {
    return Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, MAX_DOUBLINGS));
  }

  @Override
  public void close() {
    try {
      refused.close();
    } finally {
      target.close();
    }
  }
}
