-- What changed between revisions, and what was said about it. A row never changes; a repeated one replaces itself.
-- Several rules may compare the same revisions, over all prompts or within a segment.

CREATE TABLE IF NOT EXISTS shifts{{on_cluster}}
(
    model LowCardinality(String),
    base LowCardinality(String) COMMENT 'revision',
    candidate LowCardinality(String) COMMENT 'revision',
    component LowCardinality(String) COMMENT 'L3H2, L4.mlp_out, embed, …',
    kind LowCardinality(String) COMMENT 'embed, pos_embed, head, attn_bias, attn_out, mlp_out',
    layer Int16 COMMENT '0-based; -1: none',
    head Int16 COMMENT 'query head, 0-based; -1: none',
    measure LowCardinality(String),
    ablation LowCardinality(String),
    scope LowCardinality(String),
    target LowCardinality(String),
    at DateTime64(6, 'UTC') COMMENT 'when it was computed' CODEC(Delta, ZSTD(1)),
    n_prompts UInt64 COMMENT 'prompts that both revisions have answered' CODEC(ZSTD(1)),
    effect Float64 COMMENT 'mean over prompts of candidate − base; the unit of the measure' CODEC(ZSTD(1)),
    effect_low Float64 COMMENT 'at the level that the verdict used' CODEC(ZSTD(1)),
    effect_high Float64 COMMENT 'at the level that the verdict used' CODEC(ZSTD(1)),
    e_value Float64 COMMENT 'evidence against |effect| ≤ delta' CODEC(ZSTD(1)),
    alpha Float64 CODEC(ZSTD(1)),
    delta Float64 COMMENT 'in the unit of the measure' CODEC(ZSTD(1)),
    verdict LowCardinality(String) COMMENT 'shifted, equivalent, undecided',
    rule LowCardinality(String) COMMENT 'of alerts.yaml',
    segment LowCardinality(String) COMMENT 'all or key=value; empty before there were rules: all'
)
ENGINE = {{engine:ReplacingMergeTree}}
PRIMARY KEY (model, candidate, base, measure, ablation, scope, target, layer, head, kind, component, at)
ORDER BY (model, candidate, base, measure, ablation, scope, target, layer, head, kind, component, at, rule, segment)
SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800
COMMENT 'Comparisons of two revisions over time: the newest row of a component, measure, segment and rule counts';

CREATE TABLE IF NOT EXISTS alerts{{on_cluster}}
(
    alert_id String COMMENT 'the same for all changes of one rule on one pair of revisions' CODEC(ZSTD(1)),
    at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    rule LowCardinality(String),
    model LowCardinality(String),
    base_revision LowCardinality(String),
    revision LowCardinality(String),
    component LowCardinality(String) COMMENT 'empty: the alert groups several',
    measure LowCardinality(String),
    state LowCardinality(String) COMMENT 'UNKNOWN, OK, WARNING, ALERT, NO_DATA, PAUSED',
    previous_state LowCardinality(String),
    severity LowCardinality(String),
    effect Float64 COMMENT 'of the component with the largest e-value' CODEC(ZSTD(1)),
    effect_low Float64 CODEC(ZSTD(1)),
    effect_high Float64 CODEC(ZSTD(1)),
    e_value Float64 CODEC(ZSTD(1)),
    n_prompts UInt64 CODEC(ZSTD(1)),
    evidence String COMMENT 'JSON' CODEC(ZSTD(1))
)
ENGINE = {{engine:ReplacingMergeTree}}
ORDER BY (alert_id, at, state)
SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800
COMMENT 'Every change of state of every alert';
