package io.hydrascope.platform.replay;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.platform.JobPause;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.replay.ReplayTables;
import io.hydrascope.storage.replay.StoredEffects;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes effects and metrics of a time again and puts them in the place of those before.
 *
 * <pre>
 * beside the job     captures topic ─ accounting ─► replay_captures ◄─ copy of the same months
 *                    effects of other days ─► counts of all time
 * job stopped        what came meanwhile; metrics of the days and of all time; the switch
 * job goes on        from its savepoint, each key from what the replay found
 * </pre>
 */
public final class Replay {
  private final ReplayPlatform platform;
  private final TimeRange range;
  private final Progress progress;

  public Replay(ReplayPlatform platform, TimeRange range, Progress progress) {
    this.platform = platform;
    this.range = range;
    this.progress = progress;
  }

  /**
   * @throws BadInputException if nothing of that time is kept, or no job runs
   */
  public ReplaySummary run() throws Exception {
    Optional<TimeRange> inTopic = inTopic();
    StoredEffects stored = new StoredEffects(platform.clickHouse());
    requireSomething(stored, inTopic);
    try (ReplayTables tables = ReplayTables.create(platform.clickHouse());
        BlockInserter inserter = new BlockInserter(platform.clickHouse());
        MetricsAgain metrics = new MetricsAgain(range.days(), tables, stored, inserter, progress)) {
      long refused = inTopic.isEmpty() ? 0 : computeEffects(inTopic.get(), inserter);
      ReplayTables.Computed computed = tables.computed();
      progress.say(
          "effects    %s of %s computed again"
              .formatted(
                  Counted.of(computed.rows(), "row"), Counted.of(computed.captures(), "capture")));
      tables.copyStored();
      metrics.countSettled();
      progress.say(
          "metrics    %s of other days counted"
              .formatted(Counted.of(metrics.captures(), "capture")));
      int generation = tables.nextGeneration();
      tables.dropStates(generation);
      double paused = switchOver(tables, metrics, effectsFrom(inTopic, computed), generation);
      return new ReplaySummary(
          generation,
          range.from().toString(),
          range.to().toString(),
          text(effectsFrom(inTopic, computed)),
          computed.captures(),
          computed.rows(),
          refused,
          metrics.captures(),
          metrics.rows(),
          paused);
    }
  }

  private long computeEffects(TimeRange inTopic, BlockInserter inserter) throws Exception {
    try (EffectsAgain effects = new EffectsAgain(inTopic, platform.times(), inserter, progress)) {
      platform.captures().read(inTopic.from().minus(platform.times().ahead()), effects);
      effects.flush();
      return effects.refused();
    }
  }

  @SuppressWarnings("try") // of the job's pause: an interrupt goes to the caller as it should
  private double switchOver(
      ReplayTables tables, MetricsAgain metrics, @Nullable Instant effectsFrom, int generation)
      throws Exception {
    long start = System.nanoTime();
    try (JobPause job = platform.job()) {
      progress.say("switch     the compensation job stops; captures wait in Kafka");
      job.stop();
      tables.finishEffects();
      metrics.countRest(generation);
      ReplayTables.Done done =
          new ReplayTables.Done(generation, range.from(), range.to(), effectsFrom, metrics.rows());
      job.whileStopped(() -> tables.switchOver(done));
    }
    Duration paused = Duration.ofNanos(System.nanoTime() - start);
    progress.say(
        "switch     done, the job goes on after %.1f s".formatted(paused.toMillis() / 1000.0));
    return paused.toMillis() / 1000.0;
  }

  private static @Nullable Instant effectsFrom(
      Optional<TimeRange> inTopic, ReplayTables.Computed computed) {
    return inTopic.isEmpty() || computed.rows() == 0 ? null : inTopic.get().from();
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  /** The part whose captures the topic keeps for certain. */
  private Optional<TimeRange> inTopic() {
    Instant kept = platform.captures().keptSince().orElse(Instant.MIN);
    if (!kept.isAfter(range.from())) {
      return Optional.of(range);
    }
    progress.say(
        "effects    the captures topic keeps messages since %s: earlier effects stay as they are, their metrics are counted from them"
            .formatted(kept));
    return kept.isBefore(range.to())
        ? Optional.of(new TimeRange(kept, range.to()))
        : Optional.empty();
  }

  private void requireSomething(StoredEffects stored, Optional<TimeRange> inTopic)
      throws SQLException {
    if (inTopic.isEmpty() && stored.hours("effects", range.sql()).isEmpty()) {
      throw new BadInputException(
          "nothing is kept of --from %s --to %s: the captures topic begins at %s, the effects at %s"
              .formatted(
                  range.from(),
                  range.to(),
                  text(platform.captures().keptSince().orElse(null)),
                  text(stored.first().orElse(null))));
    }
  }
}
