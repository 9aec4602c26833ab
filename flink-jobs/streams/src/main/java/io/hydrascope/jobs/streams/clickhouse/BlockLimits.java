package io.hydrascope.jobs.streams.clickhouse;

import java.io.Serializable;

/**
 * When a block is cut without waiting for the checkpoint, and when there are too many.
 *
 * @param waitingBytes packed, of the blocks that wait for a checkpoint's barrier; with more, the
 *     writer slows down
 */
record BlockLimits(long rows, long bytes, long waitingBytes) implements Serializable {
  /** ClickHouse likes at least 10,000 rows an insert; the bytes must fit into a checkpoint. */
  static final BlockLimits DEFAULT = new BlockLimits(50_000, 16L << 20, 32L << 20);

  boolean isFull(long rowsSoFar, long bytesSoFar) {
    return rowsSoFar >= rows || bytesSoFar >= bytes;
  }
}
