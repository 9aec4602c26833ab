package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.insert.RejectedInsertException;
import io.hydrascope.storage.insert.RetryableInsertException;
import io.hydrascope.storage.insert.TableBlock;
import java.io.Serializable;

/** Where blocks are stored, each token once. */
interface BlockTarget extends AutoCloseable {
  void insert(TableBlock block, String token)
      throws RetryableInsertException, RejectedInsertException;

  @Override
  void close();

  /** Opens a target where the committer runs. */
  interface Opener extends Serializable {
    BlockTarget open();
  }
}
