package io.hydrascope.jobs.streams.clickhouse;

import java.io.Serializable;

/** When a block is cut without waiting for the checkpoint. */
record BlockLimits(long rows, long bytes) implements Serializable {
  /** ClickHouse likes at least 10,000 rows an insert; the bytes must fit into a checkpoint. */
  static final BlockLimits DEFAULT = new BlockLimits(50_000, 16L << 20);

  boolean isFull(long rowsSoFar, long bytesSoFar) {
    return rowsSoFar >= rows || bytesSoFar >= bytes;
  }
}
