package io.hydrascope.platform.replay;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.jobs.compensation.MetricsRecount;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.insert.TableEncoders;
import io.hydrascope.storage.replay.ReplayTables;
import io.hydrascope.storage.replay.StoredEffects;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Counts the running metrics once more from effects: of all time, and of the windows of some days.
 * First what cannot change any more, beside the job; the rest while the job is stopped.
 */
final class MetricsAgain implements AutoCloseable {
  private static final int BLOCK_ROWS = 10_000;

  /** More than the job waits for late prompts: an earlier window gets none any more. */
  private static final Duration STILL_OPEN = Duration.ofHours(1);

  private final TimeRange days;
  private final ReplayTables tables;
  private final StoredEffects stored;
  private final BlockInserter inserter;
  private final Progress progress;
  private final BlockEncoder<MetricsRow> encoder = TableEncoders.runningMetrics();
  private final MetricsRecount recount = new MetricsRecount();
  private long rows;

  MetricsAgain(
      TimeRange days,
      ReplayTables tables,
      StoredEffects stored,
      BlockInserter inserter,
      Progress progress)
      throws SQLException {
    this.days = days;
    this.tables = tables;
    this.stored = stored;
    this.inserter = inserter;
    this.progress = progress;
    for (String segment : tables.segments()) {
      int tab = segment.indexOf('\t');
      recount.admit(segment.substring(0, tab), segment.substring(tab + 1));
    }
  }

  /** What was stored of the other days before the replay began. */
  void countSettled() throws SQLException {
    countInAll("effects", outside(tables.settledRows()));
  }

  /** All that is left, of effects as they are to be. */
  void countRest(int generation) throws Exception {
    countInAll("effects", outside(tables.laterRows()));
    long now = Instant.now().toEpochMilli();
    long updatedAtMicros = tables.nextUpdateMicros();
    String effects = tables.finishedEffects();
    List<Instant> hours = stored.hours(effects, days.sql());
    for (Instant hour : hours) {
      progress.update(
          "metrics    hour %s, %s".formatted(hour, Counted.of(recount.captures(), "capture")));
      stored.read(effects, hour, "1", recount::add);
      boolean isLast = hour.equals(hours.get(hours.size() - 1));
      long until = isLast ? Long.MAX_VALUE : hour.plus(1, ChronoUnit.HOURS).toEpochMilli();
      keep(
          recount.takeWindowsUntil(until, now - STILL_OPEN.toMillis(), updatedAtMicros),
          generation);
    }
    keep(recount.all(updatedAtMicros), generation);
  }

  private void countInAll(String effects, String which) throws SQLException {
    for (Instant hour : stored.hours(effects, which)) {
      progress.update(
          "metrics    hour %s, %s".formatted(hour, Counted.of(recount.captures(), "capture")));
      stored.read(effects, hour, which, recount::addToAll);
    }
  }

  private String outside(String which) {
    return "NOT (%s) AND %s".formatted(days.sql(), which);
  }

  private void keep(MetricsRecount.Found found, int generation) throws Exception {
    List<MetricsRow> all = found.rows();
    for (int start = 0; start < all.size(); start += BLOCK_ROWS) {
      List<MetricsRow> block = all.subList(start, Math.min(all.size(), start + BLOCK_ROWS));
      inserter.insert(ReplayTables.metrics(encoder.encode(block)), UUID.randomUUID().toString());
    }
    rows += all.size();
    if (!found.states().isEmpty()) {
      tables.writeStates(generation, found.states());
    }
  }

  /** How many rows of running_metrics were counted. */
  long rows() {
    return rows;
  }

  /** Captures that were counted. */
  long captures() {
    return recount.captures();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
