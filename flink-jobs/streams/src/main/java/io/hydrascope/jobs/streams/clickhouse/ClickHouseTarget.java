package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.insert.RejectedInsertException;
import io.hydrascope.storage.insert.RetryableInsertException;
import io.hydrascope.storage.insert.TableBlock;

/** Stores blocks in ClickHouse. */
final class ClickHouseTarget implements BlockTarget {
  private final BlockInserter inserter;

  ClickHouseTarget(ClickHouseEndpoint endpoint) {
    inserter = new BlockInserter(endpoint);
  }

  @Override
  public void insert(TableBlock block, String token)
      throws RetryableInsertException, RejectedInsertException {
    inserter.insert(block, token);
  }

  @Override
  public void close() {
    inserter.close();
  }
}
