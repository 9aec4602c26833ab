package io.hydrascope.jobs.streams.clickhouse;

import org.apache.flink.api.connector.sink2.Committer.CommitRequest;

/** Remembers what the committer decided. */
final class TestingCommitRequest implements CommitRequest<InsertBlock> {
  private final InsertBlock block;
  private int retries;
  boolean again;

  TestingCommitRequest(InsertBlock block) {
    this.block = block;
  }

  @Override
  public InsertBlock getCommittable() {
    return block;
  }

  @Override
  public int getNumberOfRetries() {
    return retries;
  }

  @Override
  public void retryLater() {
    retries++;
    again = true;
  }

  @Override
  public void signalFailedWithKnownReason(Throwable reason) {
    throw new AssertionError("a block must never be dropped", reason);
  }

  @Override
  public void signalFailedWithUnknownReason(Throwable reason) {
    throw new AssertionError("the committer says itself why it fails", reason);
  }

  @Override
  public void updateAndRetryLater(InsertBlock changed) {
    throw new AssertionError("a block keeps its token and bytes");
  }

  @Override
  public void signalAlreadyCommitted() {
    throw new AssertionError("ClickHouse does not tell");
  }
}
