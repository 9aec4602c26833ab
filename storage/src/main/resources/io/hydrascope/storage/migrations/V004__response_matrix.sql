-- Who repairs whom: a later row of a key replaces the earlier one, as in running_metrics.

CREATE TABLE IF NOT EXISTS response_matrix{{on_cluster}}
(
    model LowCardinality(String),
    revision LowCardinality(String),
    component LowCardinality(String) COMMENT 'what was ablated: L3H2, L4.mlp_out, a set, an edge, …',
    kind LowCardinality(String) COMMENT 'of what was ablated',
    layer Int16 COMMENT '0-based; -1: none',
    head Int16 COMMENT 'query head, 0-based; -1: none',
    responder LowCardinality(String) COMMENT 'who answered: embed, L3H2, L3.attn_bias, L4.mlp_out, …',
    responder_kind LowCardinality(String),
    responder_layer Int16 COMMENT '0-based; -1: none',
    responder_head Int16 COMMENT 'query head, 0-based; -1: none',
    ablation LowCardinality(String),
    scope LowCardinality(String),
    target LowCardinality(String),
    reference_set LowCardinality(String),
    segment LowCardinality(String) COMMENT 'all',
    window LowCardinality(String) COMMENT 'all: since the first capture',
    window_start DateTime64(6, 'UTC') COMMENT '1970',
    n UInt64 COMMENT 'rows, donors averaged' CODEC(ZSTD(1)),
    prompts UInt64 CODEC(ZSTD(1)),
    response_mean Float64 COMMENT 'mean of w·(c_j ablated − c_j)/s; logits' CODEC(ZSTD(1)),
    response_variance Nullable(Float64) COMMENT 'over rows, n − 1' CODEC(ZSTD(1)),
    updated_at DateTime64(6, 'UTC') COMMENT 'the newest row of a key counts' CODEC(Delta, ZSTD(1))
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (model, revision, ablation, scope, target, reference_set, window, window_start, segment,
    layer, head, kind, component, responder_layer, responder_head, responder_kind, responder)
SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800
COMMENT 'Mean response of each component to each ablation; FINAL gives the newest row of each key';
