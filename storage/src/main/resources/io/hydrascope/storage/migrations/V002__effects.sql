-- What each ablation did.

-- Rows never change, and the jobs write each once: a doubled row would show, nothing hides it.
CREATE TABLE IF NOT EXISTS effects{{on_cluster}}
(
    model LowCardinality(String),
    revision LowCardinality(String),
    run_id LowCardinality(String) COMMENT 'one start of an agent or one sweep',
    capture_id String COMMENT 'hash of content, prompt and plan' CODEC(ZSTD(1)),
    prompt_id String CODEC(ZSTD(1)),
    position UInt32 COMMENT 'readout position, 0-based' CODEC(ZSTD(1)),
    component LowCardinality(String) COMMENT 'L3H2, L4.mlp_out, embed, …',
    kind LowCardinality(String) COMMENT 'embed, pos_embed, head, attn_bias, attn_out, mlp_out',
    layer Int16 COMMENT '0-based; -1: none',
    head Int16 COMMENT 'query head, 0-based; -1: none',
    ablation LowCardinality(String) COMMENT 'zero, mean',
    scope LowCardinality(String) COMMENT 'all_positions, readout_position',
    target LowCardinality(String) COMMENT 'argmax, next',
    target_token UInt32 COMMENT 'vocabulary index' CODEC(ZSTD(1)),
    donor_id LowCardinality(String) DEFAULT '' COMMENT 'prompt behind a resample ablation',
    reference_set LowCardinality(String) COMMENT 'prompts behind a mean ablation',
    inclusion_probability Float64 DEFAULT 1 COMMENT 'with which the row was drawn' CODEC(ZSTD(1)),
    segments Map(LowCardinality(String), LowCardinality(String)),
    event_time DateTime64(6, 'UTC') COMMENT 'when the prompt was run' CODEC(Delta, ZSTD(1)),
    inserted_at DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta, ZSTD(1)),
    intact_logit Float64 COMMENT 'centred logit of the target; logits' CODEC(ZSTD(1)),
    ablated_logit Float64 COMMENT 'centred logit of the target; logits' CODEC(ZSTD(1)),
    contribution Float64 COMMENT 'what the intact component adds to the target logit, w·c/s; logits' CODEC(ZSTD(1)),
    direct_effect Float64 COMMENT 'logit lost if nothing else moved, −A; logits' CODEC(ZSTD(1)),
    total_effect Float64 COMMENT 'intact − ablated logit of the target; logits' CODEC(ZSTD(1)),
    compensatory_effect Float64 COMMENT 'what all other components changed, B; logits' CODEC(ZSTD(1)),
    norm_term Float64 COMMENT 'what the final norm changed, N; logits' CODEC(ZSTD(1)),
    self_repair Float64 COMMENT 'direct_effect − total_effect; logits' CODEC(ZSTD(1)),
    closure_error Float64 COMMENT 'what the accounting leaves unexplained, 0 up to rounding; logits' CODEC(ZSTD(1)),
    heads_response Float64 COMMENT 'part of compensatory_effect from attention heads; logits' CODEC(ZSTD(1)),
    mlps_response Float64 COMMENT 'part of compensatory_effect from MLPs; logits' CODEC(ZSTD(1)),
    other_response Float64 COMMENT 'part of compensatory_effect from everything else; logits' CODEC(ZSTD(1)),
    positive_response Float64 COMMENT 'sum of the responses above 0; logits' CODEC(ZSTD(1)),
    erasure_response Float64 COMMENT 'part of positive_response that is erasing less; logits' CODEC(ZSTD(1)),
    kl Float64 COMMENT 'KL(intact ‖ ablated) over the vocabulary; nats' CODEC(ZSTD(1)),
    logprob_drop Float64 COMMENT 'intact − ablated log-probability of the target; nats' CODEC(ZSTD(1)),
    top1_flip Bool COMMENT 'the ablated argmax differs',
    INDEX by_capture capture_id TYPE bloom_filter GRANULARITY 4,
    INDEX by_prompt prompt_id TYPE bloom_filter GRANULARITY 4,
    -- Whatever reads effects (running_metrics with kept = top2, recomputations) weighs each row alike: a row that
    -- was drawn with a probability would count too little.
    CONSTRAINT equal_weights CHECK inclusion_probability = 1,
    -- When rows last arrived, by minute of event time: says which windows have news without reading effects.
    PROJECTION arrivals
    (
        SELECT model, revision, toStartOfMinute(event_time), max(inserted_at)
        GROUP BY model, revision, toStartOfMinute(event_time)
    )
)
ENGINE = {{engine:MergeTree}}
PARTITION BY toYYYYMM(event_time)
ORDER BY (model, revision, layer, head, kind, component, ablation, scope, target, reference_set,
    capture_id, position, target_token, donor_id)
SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800
COMMENT 'One ablation of one component, read at one position; positive = the model lost logit';
