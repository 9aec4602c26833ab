package io.hydrascope.storage.migrate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets one migrator at a time change the tables of a database: who creates the table {@code
 * schema_migrations_lock} has the lock until it drops it, or until its lease ends.
 *
 * <p>The lease of a live migrator is renewed by {@link LeaseRenewal}: a copy of a large table takes
 * as long as it takes. A renewal is a row of the table, {@code owner until}; only those of the
 * owner whom the table's comment names count, so one that comes too late changes nothing for the
 * next.
 *
 * <p>Creating and renaming a table are atomic in ClickHouse, and fail where the name is taken. A
 * lock whose lease has ended is renamed to a name made of its owner, which only the first of
 * several that want to take it over can do: for the others that name is taken, so none of them can
 * rename the lock that the first one then creates.
 */
final class MigrationLock implements AutoCloseable {
  static final String TABLE = "schema_migrations_lock";
  private static final Duration POLL = Duration.ofMillis(100);

  private final Connection connection;
  private final Duration lease;
  private final String owner = UUID.randomUUID().toString().replace("-", "");

  private MigrationLock(Connection connection, Duration lease) {
    this.connection = connection;
    this.lease = lease;
  }

  /** Who has the lock, and until when by the server's clock. */
  private record Holder(String owner, long untilMillis, long nowMillis) {
    boolean hasExpired() {
      return nowMillis >= untilMillis;
    }
  }

  /**
   * Waits for its turn, at most two leases.
   *
   * @param lease longer than what is done under the lock can take, if it is not renewed
   */
  static MigrationLock acquire(Connection connection, Duration lease) throws SQLException {
    MigrationLock lock = new MigrationLock(connection, lease);
    Instant giveUp = Instant.now().plus(lease.multipliedBy(2)).plus(POLL);
    while (!lock.tryCreate()) {
      Optional<Holder> holder = lock.holder();
      if (holder.isPresent() && holder.get().hasExpired()) {
        lock.retire(holder.get());
      } else if (Instant.now().isAfter(giveUp)) {
        throw new MigrationException(
            "another migrator has held %s for longer than two leases of %s"
                .formatted(TABLE, lease));
      } else {
        pause();
      }
    }
    return lock;
  }

  private boolean tryCreate() throws SQLException {
    long until = serverMillis() + lease.toMillis();
    try {
      execute(
          "CREATE TABLE %s (owner String) ENGINE = Memory COMMENT '%s %d'"
              .formatted(TABLE, owner, until));
      return true;
    } catch (SQLException e) {
      if (ServerError.TABLE_ALREADY_EXISTS.isIn(e)) {
        return false;
      }
      throw e;
    }
  }

  private void retire(Holder dead) throws SQLException {
    try {
      execute("RENAME TABLE %s TO %s_%s".formatted(TABLE, TABLE, dead.owner()));
    } catch (SQLException e) {
      if (!ServerError.TABLE_ALREADY_EXISTS.isIn(e) && !ServerError.UNKNOWN_TABLE.isIn(e)) {
        throw e;
      }
    }
  }

  /**
   * Throws if the lease has less than half of its time left, or another has taken the lock over.
   */
  void requireHeld() throws SQLException {
    Optional<Holder> holder = holder();
    boolean held = holder.isPresent() && holder.get().owner().equals(owner);
    if (!held || holder.get().untilMillis() - holder.get().nowMillis() < lease.toMillis() / 2) {
      throw new MigrationException(
          "a migration took longer than half of its lease=%s; run it again: it goes on where it was"
              .formatted(lease));
    }
  }

  /**
   * A whole lease from now on. If another has the lock meanwhile, it stays the other's.
   *
   * @param own of the calling thread
   */
  void renew(Connection own) throws SQLException {
    try (Statement statement = own.createStatement()) {
      statement.execute(
          "INSERT INTO %s SELECT concat('%s ', toString(toUnixTimestamp64Milli(now64(3)) + %d))"
              .formatted(TABLE, owner, lease.toMillis()));
    }
  }

  Duration lease() {
    return lease;
  }

  private Optional<Holder> holder() throws SQLException {
    String sql =
        "SELECT comment, toUnixTimestamp64Milli(now64(3)) FROM system.tables"
            + " WHERE database = currentDatabase() AND name = '%s'".formatted(TABLE);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        return Optional.empty();
      }
      String[] parts = rows.getString(1).split(" ", 2);
      long until = Math.max(Long.parseLong(parts[1]), renewedUntil(parts[0]));
      return Optional.of(new Holder(parts[0], until, rows.getLong(2)));
    }
  }

  /** 0 if it never was, or if the lock has just been handed on. */
  private long renewedUntil(String holder) throws SQLException {
    String sql =
        "SELECT max(toInt64OrZero(splitByChar(' ', owner)[2])) FROM %s WHERE startsWith(owner, '%s ')"
            .formatted(TABLE, holder);
    try {
      return number(sql);
    } catch (SQLException e) {
      if (ServerError.UNKNOWN_TABLE.isIn(e)) {
        return 0;
      }
      throw e;
    }
  }

  private long serverMillis() throws SQLException {
    return number("SELECT toUnixTimestamp64Milli(now64(3))");
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationException("interrupted while waiting for " + TABLE, e);
    }
  }

  /** Hands the lock on, if it is still ours. */
  @Override
  public void close() throws SQLException {
    Optional<Holder> holder = holder();
    if (holder.isPresent() && holder.get().owner().equals(owner)) {
      execute("DROP TABLE IF EXISTS " + TABLE + " SYNC");
    }
  }
}
