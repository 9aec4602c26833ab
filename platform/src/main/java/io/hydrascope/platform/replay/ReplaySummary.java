package io.hydrascope.platform.replay;

import org.jspecify.annotations.Nullable;

/**
 * What a replay did; times are ISO 8601.
 *
 * @param generation counts the replays of this database
 * @param effectsFrom from where on effects were computed again; null: metrics only
 * @param captures whose effects were computed again
 * @param effects rows computed again
 * @param refused messages that could not be read, as the jobs could not
 * @param counted captures behind the metrics of all time
 * @param metrics rows of running_metrics written
 * @param pausedSeconds for how long the compensation job stood still
 */
public record ReplaySummary(
    int generation,
    String from,
    String to,
    @Nullable String effectsFrom,
    long captures,
    long effects,
    long refused,
    long counted,
    long metrics,
    double pausedSeconds) {}
