package io.hydrascope.storage.insert;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends blocks to ClickHouse. A block that was sent before under its token is stored once: the
 * server recognises the token for as long as the table's deduplication window reaches back.
 * Thread-safe.
 */
public final class BlockInserter implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration INSERT_TIMEOUT = Duration.ofMinutes(2);

  private final Client client;

  public BlockInserter(ClickHouseEndpoint endpoint) {
    client =
        new Client.Builder()
            .addEndpoint(endpoint.url())
            .setUsername(endpoint.user())
            .setPassword(endpoint.password())
            .setDefaultDatabase(endpoint.database())
            .setClientName("hydrascope-storage")
            .setConnectTimeout(CONNECT_TIMEOUT.toMillis(), ChronoUnit.MILLIS)
            .setSocketTimeout(INSERT_TIMEOUT.toMillis(), ChronoUnit.MILLIS)
            // The caller decides when to try again: it may have a newer plan by then.
            .retryOnFailures(ClientFaultCause.None)
            // Compressing takes longer than a loopback interface does.
            .compressClientRequest(!endpoint.isOnThisMachine())
            // With asynchronous inserts, a row's error would come after its block was acknowledged.
            .serverSetting("async_insert", "0")
            .serverSetting("insert_deduplicate", "1")
            // Event times decide the partitions: a block of many would be refused for ever.
            .serverSetting("max_partitions_per_insert_block", "0")
            .setSessionTimezone("UTC")
            .build();
  }

  /**
   * Returns when the rows can be queried.
   *
   * @param deduplicationToken names these bytes: under one token, always the same block
   */
  public void insert(TableBlock block, String deduplicationToken)
      throws RetryableInsertException, RejectedInsertException {
    if (block.rows() == 0) {
      return;
    }
    try {
      send(block, deduplicationToken).close();
    } catch (ExecutionException e) {
      throwDecided(block, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throwDecided(block, e);
    } catch (Exception e) {
      throwDecided(block, e);
    }
  }

  private InsertResponse send(TableBlock block, String deduplicationToken) throws Exception {
    return client
        .insert(
            block.table(),
            block.columns(),
            new ByteArrayInputStream(block.arrowStream()),
            ClickHouseFormat.ArrowStream,
            new InsertSettings().setDeduplicationToken(deduplicationToken))
        .get(INSERT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void throwDecided(TableBlock block, Throwable cause)
      throws RetryableInsertException, RejectedInsertException {
    InsertFailure failure = InsertFailure.of(cause);
    String message = failure.message(block);
    switch (failure.fault()) {
      case SERVER, UNKNOWN -> throw new RetryableInsertException(failure.fault(), message, cause);
      case CONTENT, SETUP -> throw new RejectedInsertException(failure.fault(), message, cause);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
