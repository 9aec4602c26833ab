package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.insert.InsertFault;
import io.hydrascope.storage.insert.RejectedInsertException;
import io.hydrascope.storage.insert.RetryableInsertException;
import io.hydrascope.storage.insert.TableBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stores blocks like ClickHouse does: one a token, whatever comes under it later. */
final class TestingTarget implements BlockTarget {
  final Map<String, TableBlock> stored = new LinkedHashMap<>();
  final List<String> attempts = new ArrayList<>();
  int failuresToCome;
  InsertFault fault = InsertFault.SERVER;
  boolean closed;

  @Override
  public void insert(TableBlock block, String token)
      throws RetryableInsertException, RejectedInsertException {
    attempts.add(token);
    if (failuresToCome > 0) {
      failuresToCome--;
      String message = "fault=" + fault;
      if (fault == InsertFault.CONTENT || fault == InsertFault.SETUP) {
        throw new RejectedInsertException(fault, message, new Exception());
      }
      throw new RetryableInsertException(fault, message, new Exception());
    }
    stored.putIfAbsent(token, block);
  }

  @Override
  public void close() {
    closed = true;
  }
}
