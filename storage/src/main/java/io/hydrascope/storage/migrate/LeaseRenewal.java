package io.hydrascope.storage.migrate;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a lock while its owner lives, by a thread of its own that renews it every quarter lease.
 */
final class LeaseRenewal implements AutoCloseable {
  private final ClickHouseEndpoint endpoint;
  private final MigrationLock lock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "migration-lease");
            daemon.setDaemon(true);
            return daemon;
          });
  private volatile @Nullable SQLException failure;

  LeaseRenewal(ClickHouseEndpoint endpoint, MigrationLock lock) {
    this.endpoint = endpoint;
    this.lock = lock;
    long quarter = Math.max(1, lock.lease().toMillis() / 4);
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(this::renew, quarter, quarter, TimeUnit.MILLISECONDS);
  }

  /** One that fails is tried again a quarter lease later; {@link #requireHeld} tells of it. */
  private void renew() {
    try (Connection connection = ClickHouseSession.open(endpoint)) {
      lock.renew(connection);
    } catch (SQLException e) {
      failure = e;
    }
  }

  /**
   * As {@link MigrationLock#requireHeld}, with the reason why the lease was not renewed if there is
   * one.
   */
  void requireHeld() throws SQLException {
    try {
      lock.requireHeld();
    } catch (MigrationException e) {
      SQLException reason = failure;
      if (reason != null) {
        e.addSuppressed(reason);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
