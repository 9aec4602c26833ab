-- What was computed again, and the state with which the compensation job goes on from there.

CREATE TABLE IF NOT EXISTS replays{{on_cluster}}
(
    generation UInt32 COMMENT '1, 2, …; the newest counts',
    from_time DateTime64(6, 'UTC') COMMENT 'event time of what was asked for',
    to_time DateTime64(6, 'UTC') COMMENT 'the first that is not included',
    effects_from Nullable(DateTime64(6, 'UTC')) COMMENT 'effects were computed again from here on; NULL: none',
    captures UInt64 COMMENT 'whose effects were computed again',
    effects UInt64 COMMENT 'rows computed again',
    metrics UInt64 COMMENT 'rows of running_metrics written',
    switched_at DateTime64(6, 'UTC')
)
ENGINE = {{engine:MergeTree}}
ORDER BY generation
COMMENT 'Replays that replaced what was stored before';

CREATE TABLE IF NOT EXISTS replayed_states{{on_cluster}}
(
    generation UInt32,
    key String COMMENT 'of the running metrics' CODEC(ZSTD(1)),
    window String COMMENT 'all, or 1m, 1h, 1d and its start in milliseconds' CODEC(ZSTD(1)),
    state String COMMENT 'MetricsState, base64' CODEC(ZSTD(1))
)
ENGINE = {{engine:MergeTree}}
PARTITION BY generation
ORDER BY (key, window)
COMMENT 'State of the running metrics at the moment of a replay, in place of the state that the job kept';
