-- What was watched, its parts, and what was asked.
-- Every statement can run again: a crash may leave a file half applied.

CREATE TABLE IF NOT EXISTS revisions{{on_cluster}}
(
    model LowCardinality(String),
    revision LowCardinality(String),
    content_sha256 String COMMENT 'of config and weights' CODEC(ZSTD(1)),
    layers UInt16,
    heads UInt16 COMMENT 'query heads per layer',
    has_pos_embed Bool,
    last_run_id String CODEC(ZSTD(1)),
    seen_at DateTime64(6, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(seen_at)}}
ORDER BY (model, revision, content_sha256)
SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800
COMMENT 'Revisions that were watched; two rows of one name have different content';

CREATE TABLE IF NOT EXISTS components{{on_cluster}}
(
    model LowCardinality(String),
    revision LowCardinality(String),
    component LowCardinality(String) COMMENT 'L3H2, L4.mlp_out, embed, …',
    kind LowCardinality(String) COMMENT 'embed, pos_embed, head, attn_bias, attn_out, mlp_out',
    layer Int16 COMMENT '0-based; -1: none',
    head Int16 COMMENT 'query head, 0-based; -1: none',
    hook_name LowCardinality(String) COMMENT 'the activation in TransformerLens'
)
ENGINE = {{engine:ReplacingMergeTree}}
ORDER BY (model, revision, layer, head, kind, component)
SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800
COMMENT 'Parts of each revision that were ablated';

CREATE TABLE IF NOT EXISTS prompts{{on_cluster}}
(
    model LowCardinality(String),
    prompt_id String CODEC(ZSTD(1)),
    prompt_group String COMMENT 'prompts of one template or document; the prompt_id if it shares none' CODEC(ZSTD(1)),
    segments Map(LowCardinality(String), LowCardinality(String)),
    event_time DateTime64(6, 'UTC') COMMENT 'when it was last run' CODEC(Delta, ZSTD(1))
)
ENGINE = {{engine:ReplacingMergeTree(event_time)}}
ORDER BY (model, prompt_id)
SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800
COMMENT 'What the models were asked';
