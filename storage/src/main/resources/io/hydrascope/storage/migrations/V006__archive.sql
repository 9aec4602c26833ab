-- Who answered, and sampled activations: large rows that are kept for a shorter time than effects.

CREATE TABLE IF NOT EXISTS responses{{on_cluster}}
(
    model LowCardinality(String),
    revision LowCardinality(String),
    run_id LowCardinality(String) COMMENT 'one start of an agent or one sweep',
    capture_id String COMMENT 'as in effects' CODEC(ZSTD(1)),
    prompt_id String CODEC(ZSTD(1)),
    segments Map(LowCardinality(String), LowCardinality(String)),
    event_time DateTime64(6, 'UTC') COMMENT 'when the prompt was run' CODEC(Delta, ZSTD(1)),
    inserted_at DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta, ZSTD(1)),
    position UInt32 COMMENT 'readout position, 0-based' CODEC(ZSTD(1)),
    component LowCardinality(String) COMMENT 'what was ablated',
    kind LowCardinality(String),
    layer Int16 COMMENT '0-based; -1: none',
    head Int16 COMMENT 'query head, 0-based; -1: none',
    ablation LowCardinality(String),
    scope LowCardinality(String),
    target LowCardinality(String),
    target_token UInt32 COMMENT 'vocabulary index' CODEC(ZSTD(1)),
    donor_id LowCardinality(String) COMMENT 'prompt behind a resample ablation',
    reference_set LowCardinality(String) COMMENT 'prompts behind mean or noise',
    responders Array(LowCardinality(String)) COMMENT 'components that can answer, in the order of the residual' CODEC(ZSTD(1)),
    responses Array(Float32) COMMENT 'of each responder w·(c′ − c)/s; logits' CODEC(ZSTD(1))
)
ENGINE = {{engine:MergeTree}}
PARTITION BY toYYYYMMDD(event_time)
ORDER BY (model, revision, layer, head, kind, component, ablation, scope, target, reference_set,
    capture_id, position, donor_id)
TTL toDateTime(inserted_at) + INTERVAL 7 DAY
SETTINGS
    ttl_only_drop_parts = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800
COMMENT 'Who answered an ablation: a row of effects with the response of every component; sampled';

CREATE TABLE IF NOT EXISTS vectors{{on_cluster}}
(
    model LowCardinality(String),
    revision LowCardinality(String),
    run_id LowCardinality(String) COMMENT 'one start of an agent',
    capture_id String COMMENT 'as in effects' CODEC(ZSTD(1)),
    prompt_id String CODEC(ZSTD(1)),
    segments Map(LowCardinality(String), LowCardinality(String)),
    event_time DateTime64(6, 'UTC') COMMENT 'when the prompt was run' CODEC(Delta, ZSTD(1)),
    inserted_at DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta, ZSTD(1)),
    position UInt32 COMMENT 'readout position, 0-based' CODEC(ZSTD(1)),
    site LowCardinality(String) COMMENT 'L3H2, L3.attn_out, L4.mlp_out, residual',
    kind LowCardinality(String) COMMENT 'z, attn_out, mlp_out, residual',
    layer Int16 COMMENT '0-based; -1: the residual that the final norm reads',
    head Int16 COMMENT 'query head, 0-based; -1: none',
    ablated LowCardinality(String) COMMENT 'what was ablated in this run; empty in the intact one',
    ablation LowCardinality(String),
    scope LowCardinality(String),
    target LowCardinality(String),
    donor_id LowCardinality(String) COMMENT 'prompt behind a resample ablation',
    reference_set LowCardinality(String) COMMENT 'prompts behind mean or noise',
    dimensions UInt32 MATERIALIZED length(vector) COMMENT 'd_head for z, d_model otherwise',
    vector Array(BFloat16) CODEC(ZSTD(1)),
    exact Array(Float32) COMMENT 'the same in Float32 where it was published so; empty otherwise' CODEC(ZSTD(1)),
    -- What activates a site most is asked of one number a row, without the vectors.
    norm Float32 MATERIALIZED L2Norm(vector) COMMENT 'length of the vector, as bf16' CODEC(ZSTD(1))
)
ENGINE = {{engine:MergeTree}}
PARTITION BY toYYYYMMDD(event_time)
ORDER BY (model, revision, layer, head, kind, site, ablated, ablation, scope, target, reference_set,
    capture_id, position, donor_id)
TTL toDateTime(inserted_at) + INTERVAL 7 DAY
SETTINGS
    ttl_only_drop_parts = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800
COMMENT 'Sampled activation vectors at readouts, intact and ablated';
