CREATE TABLE alerts
(
    `alert_id` String COMMENT 'the same for all changes of one rule on one pair of revisions' CODEC(ZSTD(1)),
    `at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `rule` LowCardinality(String),
    `model` LowCardinality(String),
    `base_revision` LowCardinality(String),
    `revision` LowCardinality(String),
    `component` LowCardinality(String) COMMENT 'empty: the alert groups several',
    `measure` LowCardinality(String),
    `state` LowCardinality(String) COMMENT 'UNKNOWN, OK, WARNING, ALERT, NO_DATA, PAUSED',
    `previous_state` LowCardinality(String),
    `severity` LowCardinality(String),
    `effect` Float64 COMMENT 'of the component with the largest e-value' CODEC(ZSTD(1)),
    `effect_low` Float64 CODEC(ZSTD(1)),
    `effect_high` Float64 CODEC(ZSTD(1)),
    `e_value` Float64 CODEC(ZSTD(1)),
    `n_prompts` UInt64 CODEC(ZSTD(1)),
    `evidence` String COMMENT 'JSON' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (alert_id, at, state)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, index_granularity = 8192
COMMENT 'Every change of state of every alert'

CREATE TABLE components
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `component` LowCardinality(String) COMMENT 'L3H2, L4.mlp_out, embed, …',
    `kind` LowCardinality(String) COMMENT 'embed, pos_embed, head, attn_bias, attn_out, mlp_out',
    `layer` Int16 COMMENT '0-based; -1: none',
    `head` Int16 COMMENT 'query head, 0-based; -1: none',
    `hook_name` LowCardinality(String) COMMENT 'the activation in TransformerLens'
)
ENGINE = ReplacingMergeTree
ORDER BY (model, revision, layer, head, kind, component)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, index_granularity = 8192
COMMENT 'Parts of each revision that were ablated'

CREATE TABLE effects
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `run_id` LowCardinality(String) COMMENT 'one start of an agent or one sweep',
    `capture_id` String COMMENT 'hash of content, prompt and plan' CODEC(ZSTD(1)),
    `prompt_id` String CODEC(ZSTD(1)),
    `position` UInt32 COMMENT 'readout position, 0-based' CODEC(ZSTD(1)),
    `component` LowCardinality(String) COMMENT 'L3H2, L4.mlp_out, embed, …',
    `kind` LowCardinality(String) COMMENT 'embed, pos_embed, head, attn_bias, attn_out, mlp_out',
    `layer` Int16 COMMENT '0-based; -1: none',
    `head` Int16 COMMENT 'query head, 0-based; -1: none',
    `ablation` LowCardinality(String) COMMENT 'zero, mean',
    `scope` LowCardinality(String) COMMENT 'all_positions, readout_position',
    `target` LowCardinality(String) COMMENT 'argmax, next',
    `target_token` UInt32 COMMENT 'vocabulary index' CODEC(ZSTD(1)),
    `donor_id` LowCardinality(String) DEFAULT '' COMMENT 'prompt behind a resample ablation',
    `reference_set` LowCardinality(String) COMMENT 'prompts behind a mean ablation',
    `inclusion_probability` Float64 DEFAULT 1 COMMENT 'with which the row was drawn' CODEC(ZSTD(1)),
    `segments` Map(LowCardinality(String), LowCardinality(String)),
    `event_time` DateTime64(6, 'UTC') COMMENT 'when the prompt was run' CODEC(Delta(8), ZSTD(1)),
    `inserted_at` DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta(8), ZSTD(1)),
    `intact_logit` Float64 COMMENT 'centred logit of the target; logits' CODEC(ZSTD(1)),
    `ablated_logit` Float64 COMMENT 'centred logit of the target; logits' CODEC(ZSTD(1)),
    `contribution` Float64 COMMENT 'what the intact component adds to the target logit, w·c/s; logits' CODEC(ZSTD(1)),
    `direct_effect` Float64 COMMENT 'logit lost if nothing else moved, −A; logits' CODEC(ZSTD(1)),
    `total_effect` Float64 COMMENT 'intact − ablated logit of the target; logits' CODEC(ZSTD(1)),
    `compensatory_effect` Float64 COMMENT 'what all other components changed, B; logits' CODEC(ZSTD(1)),
    `norm_term` Float64 COMMENT 'what the final norm changed, N; logits' CODEC(ZSTD(1)),
    `self_repair` Float64 COMMENT 'direct_effect − total_effect; logits' CODEC(ZSTD(1)),
    `closure_error` Float64 COMMENT 'what the accounting leaves unexplained, 0 up to rounding; logits' CODEC(ZSTD(1)),
    `heads_response` Float64 COMMENT 'part of compensatory_effect from attention heads; logits' CODEC(ZSTD(1)),
    `mlps_response` Float64 COMMENT 'part of compensatory_effect from MLPs; logits' CODEC(ZSTD(1)),
    `other_response` Float64 COMMENT 'part of compensatory_effect from everything else; logits' CODEC(ZSTD(1)),
    `positive_response` Float64 COMMENT 'sum of the responses above 0; logits' CODEC(ZSTD(1)),
    `erasure_response` Float64 COMMENT 'part of positive_response that is erasing less; logits' CODEC(ZSTD(1)),
    `kl` Float64 COMMENT 'KL(intact ‖ ablated) over the vocabulary; nats' CODEC(ZSTD(1)),
    `logprob_drop` Float64 COMMENT 'intact − ablated log-probability of the target; nats' CODEC(ZSTD(1)),
    `top1_flip` Bool COMMENT 'the ablated argmax differs',
    INDEX by_capture capture_id TYPE bloom_filter GRANULARITY 4,
    INDEX by_prompt prompt_id TYPE bloom_filter GRANULARITY 4,
    CONSTRAINT equal_weights CHECK inclusion_probability = 1,
    PROJECTION arrivals
    (
        SELECT
            model,
            revision,
            toStartOfMinute(event_time),
            max(inserted_at)
        GROUP BY
            model,
            revision,
            toStartOfMinute(event_time)
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (model, revision, layer, head, kind, component, ablation, scope, target, reference_set, capture_id, position, target_token, donor_id)
TTL inserted_at + toIntervalDay(90)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, index_granularity = 8192
COMMENT 'One ablation of one component, read at one position; positive = the model lost logit'

CREATE VIEW fragile_components
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `rank` UInt64,
    `component` LowCardinality(String),
    `kind` LowCardinality(String),
    `layer` Int16,
    `head` Int16,
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `reference_set` LowCardinality(String),
    `logprob_drop_mean` Nullable(Float64),
    `logprob_drop_mean_low` Nullable(Float64),
    `logprob_drop_mean_high` Nullable(Float64),
    `flip_rate` Nullable(Float64),
    `flip_rate_low` Nullable(Float64),
    `flip_rate_high` Nullable(Float64),
    `n` UInt64,
    `prompts` UInt64,
    `updated_at` DateTime64(6, 'UTC')
)
COMMENT 'Components by what losing them costs: mean logprob_drop in nats, rank 1 costs most'
AS SELECT
    model,
    revision,
    row_number() OVER (PARTITION BY model, revision, ablation, scope, target, reference_set ORDER BY logprob_drop_mean DESC NULLS LAST, component ASC) AS rank,
    component,
    kind,
    layer,
    head,
    ablation,
    scope,
    target,
    reference_set,
    logprob_drop_mean,
    logprob_drop_mean_low,
    logprob_drop_mean_high,
    flip_rate,
    flip_rate_low,
    flip_rate_high,
    n,
    prompts,
    updated_at
FROM running_metrics
FINAL
WHERE (segment = 'all') AND (window = 'all') AND (kept = 'all')
ORDER BY
    model ASC,
    revision ASC,
    ablation ASC,
    scope ASC,
    target ASC,
    reference_set ASC,
    rank ASC

CREATE VIEW freshness
(
    `source` String,
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `newest` DateTime64(6, 'UTC'),
    `age_seconds` Int64
)
COMMENT 'When each table last heard of each revision'
AS SELECT
    source,
    model,
    revision,
    newest,
    dateDiff('second', newest, now64(6)) AS age_seconds
FROM
(
    SELECT
        'effects' AS source,
        model,
        revision,
        max(inserted_at) AS newest
    FROM effects
    GROUP BY
        model,
        revision
    UNION ALL
    SELECT
        'running_metrics',
        model,
        revision,
        max(updated_at)
    FROM running_metrics
    GROUP BY
        model,
        revision
    UNION ALL
    SELECT
        'shifts',
        model,
        candidate,
        max(at)
    FROM shifts
    GROUP BY
        model,
        candidate
    UNION ALL
    SELECT
        'alerts',
        model,
        revision,
        max(at)
    FROM alerts
    GROUP BY
        model,
        revision
)
ORDER BY
    source ASC,
    model ASC,
    revision ASC

CREATE VIEW latest_metrics
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `component` LowCardinality(String),
    `kind` LowCardinality(String),
    `layer` Int16,
    `head` Int16,
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `reference_set` LowCardinality(String),
    `segment` LowCardinality(String),
    `window` LowCardinality(String),
    `window_start` DateTime64(6, 'UTC'),
    `kept` LowCardinality(String),
    `n` UInt64,
    `prompts` UInt64,
    `contribution_mean` Nullable(Float64),
    `contribution_mean_low` Nullable(Float64),
    `contribution_mean_high` Nullable(Float64),
    `contribution_variance` Nullable(Float64),
    `direct_effect_mean` Nullable(Float64),
    `direct_effect_mean_low` Nullable(Float64),
    `direct_effect_mean_high` Nullable(Float64),
    `direct_effect_variance` Nullable(Float64),
    `total_effect_mean` Nullable(Float64),
    `total_effect_mean_low` Nullable(Float64),
    `total_effect_mean_high` Nullable(Float64),
    `total_effect_variance` Nullable(Float64),
    `compensatory_effect_mean` Nullable(Float64),
    `compensatory_effect_mean_low` Nullable(Float64),
    `compensatory_effect_mean_high` Nullable(Float64),
    `compensatory_effect_variance` Nullable(Float64),
    `norm_term_mean` Nullable(Float64),
    `norm_term_mean_low` Nullable(Float64),
    `norm_term_mean_high` Nullable(Float64),
    `norm_term_variance` Nullable(Float64),
    `self_repair_mean` Nullable(Float64),
    `self_repair_mean_low` Nullable(Float64),
    `self_repair_mean_high` Nullable(Float64),
    `self_repair_variance` Nullable(Float64),
    `closure_error_mean` Nullable(Float64),
    `closure_error_mean_low` Nullable(Float64),
    `closure_error_mean_high` Nullable(Float64),
    `closure_error_variance` Nullable(Float64),
    `heads_response_mean` Nullable(Float64),
    `heads_response_mean_low` Nullable(Float64),
    `heads_response_mean_high` Nullable(Float64),
    `heads_response_variance` Nullable(Float64),
    `mlps_response_mean` Nullable(Float64),
    `mlps_response_mean_low` Nullable(Float64),
    `mlps_response_mean_high` Nullable(Float64),
    `mlps_response_variance` Nullable(Float64),
    `other_response_mean` Nullable(Float64),
    `other_response_mean_low` Nullable(Float64),
    `other_response_mean_high` Nullable(Float64),
    `other_response_variance` Nullable(Float64),
    `positive_response_mean` Nullable(Float64),
    `positive_response_mean_low` Nullable(Float64),
    `positive_response_mean_high` Nullable(Float64),
    `positive_response_variance` Nullable(Float64),
    `erasure_response_mean` Nullable(Float64),
    `erasure_response_mean_low` Nullable(Float64),
    `erasure_response_mean_high` Nullable(Float64),
    `erasure_response_variance` Nullable(Float64),
    `kl_mean` Nullable(Float64),
    `kl_mean_low` Nullable(Float64),
    `kl_mean_high` Nullable(Float64),
    `kl_variance` Nullable(Float64),
    `logprob_drop_mean` Nullable(Float64),
    `logprob_drop_mean_low` Nullable(Float64),
    `logprob_drop_mean_high` Nullable(Float64),
    `logprob_drop_variance` Nullable(Float64),
    `flip_rate` Nullable(Float64),
    `flip_rate_low` Nullable(Float64),
    `flip_rate_high` Nullable(Float64),
    `repair_fraction` Nullable(Float64),
    `repair_fraction_low` Nullable(Float64),
    `repair_fraction_high` Nullable(Float64),
    `repair_from_heads` Nullable(Float64),
    `repair_from_heads_low` Nullable(Float64),
    `repair_from_heads_high` Nullable(Float64),
    `repair_from_mlps` Nullable(Float64),
    `repair_from_mlps_low` Nullable(Float64),
    `repair_from_mlps_high` Nullable(Float64),
    `repair_from_other` Nullable(Float64),
    `repair_from_other_low` Nullable(Float64),
    `repair_from_other_high` Nullable(Float64),
    `repair_from_norm` Nullable(Float64),
    `repair_from_norm_low` Nullable(Float64),
    `repair_from_norm_high` Nullable(Float64),
    `erasure_share` Nullable(Float64),
    `erasure_share_low` Nullable(Float64),
    `erasure_share_high` Nullable(Float64),
    `repair_fraction_even` Nullable(Float64),
    `repair_fraction_odd` Nullable(Float64),
    `importance_gap` Nullable(Float64),
    `importance_gap_low` Nullable(Float64),
    `importance_gap_high` Nullable(Float64),
    `ce_on_de_slope` Nullable(Float64),
    `ce_on_de_slope_low` Nullable(Float64),
    `ce_on_de_slope_high` Nullable(Float64),
    `ce_on_de_intercept` Nullable(Float64),
    `ce_on_de_intercept_low` Nullable(Float64),
    `ce_on_de_intercept_high` Nullable(Float64),
    `ce_on_de_r2` Nullable(Float64),
    `te_on_de_slope` Nullable(Float64),
    `te_on_de_slope_low` Nullable(Float64),
    `te_on_de_slope_high` Nullable(Float64),
    `te_on_de_intercept` Nullable(Float64),
    `te_on_de_intercept_low` Nullable(Float64),
    `te_on_de_intercept_high` Nullable(Float64),
    `te_on_de_r2` Nullable(Float64),
    `logprob_drop_p95` Nullable(Float64),
    `logprob_drop_cvar95` Nullable(Float64),
    `synergy_mean` Nullable(Float64),
    `synergy_mean_low` Nullable(Float64),
    `synergy_mean_high` Nullable(Float64),
    `updated_at` DateTime64(6, 'UTC')
)
COMMENT 'The newest row of each key of running_metrics'
AS SELECT *
FROM running_metrics
FINAL

CREATE VIEW open_alerts
(
    `alert_id` String,
    `at` DateTime64(6, 'UTC'),
    `rule` LowCardinality(String),
    `model` LowCardinality(String),
    `base_revision` LowCardinality(String),
    `revision` LowCardinality(String),
    `component` LowCardinality(String),
    `measure` LowCardinality(String),
    `state` LowCardinality(String),
    `previous_state` LowCardinality(String),
    `severity` LowCardinality(String),
    `effect` Float64,
    `effect_low` Float64,
    `effect_high` Float64,
    `e_value` Float64,
    `n_prompts` UInt64,
    `evidence` String
)
COMMENT 'The latest state of each alert that is not OK or UNKNOWN'
AS SELECT *
FROM
(
    SELECT *
    FROM alerts
    ORDER BY at DESC
    LIMIT 1 BY alert_id
)
WHERE state NOT IN ('OK', 'UNKNOWN')
ORDER BY at DESC

CREATE TABLE prompts
(
    `model` LowCardinality(String),
    `prompt_id` String CODEC(ZSTD(1)),
    `prompt_group` String COMMENT 'prompts of one template or document; the prompt_id if it shares none' CODEC(ZSTD(1)),
    `segments` Map(LowCardinality(String), LowCardinality(String)),
    `event_time` DateTime64(6, 'UTC') COMMENT 'when it was last run' CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(event_time)
ORDER BY (model, prompt_id)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, index_granularity = 8192
COMMENT 'What the models were asked'

CREATE TABLE replayed_states
(
    `generation` UInt32,
    `key` String COMMENT 'of the running metrics' CODEC(ZSTD(1)),
    `window` String COMMENT 'all, or 1m, 1h, 1d and its start in milliseconds' CODEC(ZSTD(1)),
    `state` String COMMENT 'MetricsState, base64' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY generation
ORDER BY (key, window)
SETTINGS index_granularity = 8192
COMMENT 'State of the running metrics at the moment of a replay, in place of the state that the job kept'

CREATE TABLE replays
(
    `generation` UInt32 COMMENT '1, 2, …; the newest counts',
    `from_time` DateTime64(6, 'UTC') COMMENT 'event time of what was asked for',
    `to_time` DateTime64(6, 'UTC') COMMENT 'the first that is not included',
    `effects_from` Nullable(DateTime64(6, 'UTC')) COMMENT 'effects were computed again from here on; NULL: none',
    `captures` UInt64 COMMENT 'whose effects were computed again',
    `effects` UInt64 COMMENT 'rows computed again',
    `metrics` UInt64 COMMENT 'rows of running_metrics written',
    `switched_at` DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY generation
SETTINGS index_granularity = 8192
COMMENT 'Replays that replaced what was stored before'

CREATE TABLE response_matrix
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `component` LowCardinality(String) COMMENT 'what was ablated: L3H2, L4.mlp_out, a set, an edge, …',
    `kind` LowCardinality(String) COMMENT 'of what was ablated',
    `layer` Int16 COMMENT '0-based; -1: none',
    `head` Int16 COMMENT 'query head, 0-based; -1: none',
    `responder` LowCardinality(String) COMMENT 'who answered: embed, L3H2, L3.attn_bias, L4.mlp_out, …',
    `responder_kind` LowCardinality(String),
    `responder_layer` Int16 COMMENT '0-based; -1: none',
    `responder_head` Int16 COMMENT 'query head, 0-based; -1: none',
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `reference_set` LowCardinality(String),
    `segment` LowCardinality(String) COMMENT 'all',
    `window` LowCardinality(String) COMMENT 'all: since the first capture',
    `window_start` DateTime64(6, 'UTC') COMMENT '1970',
    `n` UInt64 COMMENT 'rows, donors averaged' CODEC(ZSTD(1)),
    `prompts` UInt64 CODEC(ZSTD(1)),
    `response_mean` Float64 COMMENT 'mean of w·(c_j ablated − c_j)/s; logits' CODEC(ZSTD(1)),
    `response_variance` Nullable(Float64) COMMENT 'over rows, n − 1' CODEC(ZSTD(1)),
    `updated_at` DateTime64(6, 'UTC') COMMENT 'the newest row of a key counts' CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (model, revision, ablation, scope, target, reference_set, window, window_start, segment, layer, head, kind, component, responder_layer, responder_head, responder_kind, responder)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, index_granularity = 8192
COMMENT 'Mean response of each component to each ablation; FINAL gives the newest row of each key'

CREATE TABLE responses
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `run_id` LowCardinality(String) COMMENT 'one start of an agent or one sweep',
    `capture_id` String COMMENT 'as in effects' CODEC(ZSTD(1)),
    `prompt_id` String CODEC(ZSTD(1)),
    `segments` Map(LowCardinality(String), LowCardinality(String)),
    `event_time` DateTime64(6, 'UTC') COMMENT 'when the prompt was run' CODEC(Delta(8), ZSTD(1)),
    `inserted_at` DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta(8), ZSTD(1)),
    `position` UInt32 COMMENT 'readout position, 0-based' CODEC(ZSTD(1)),
    `component` LowCardinality(String) COMMENT 'what was ablated',
    `kind` LowCardinality(String),
    `layer` Int16 COMMENT '0-based; -1: none',
    `head` Int16 COMMENT 'query head, 0-based; -1: none',
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `target_token` UInt32 COMMENT 'vocabulary index' CODEC(ZSTD(1)),
    `donor_id` LowCardinality(String) COMMENT 'prompt behind a resample ablation',
    `reference_set` LowCardinality(String) COMMENT 'prompts behind mean or noise',
    `responders` Array(LowCardinality(String)) COMMENT 'components that can answer, in the order of the residual' CODEC(ZSTD(1)),
    `responses` Array(Float32) COMMENT 'of each responder w·(c′ − c)/s; logits' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(event_time)
ORDER BY (model, revision, layer, head, kind, component, ablation, scope, target, reference_set, capture_id, position, donor_id)
TTL toDateTime(inserted_at) + toIntervalDay(7)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, index_granularity = 8192
COMMENT 'Who answered an ablation: a row of effects with the response of every component; sampled'

CREATE TABLE revisions
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `content_sha256` String COMMENT 'of config and weights' CODEC(ZSTD(1)),
    `layers` UInt16,
    `heads` UInt16 COMMENT 'query heads per layer',
    `has_pos_embed` Bool,
    `last_run_id` String CODEC(ZSTD(1)),
    `seen_at` DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(seen_at)
ORDER BY (model, revision, content_sha256)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, index_granularity = 8192
COMMENT 'Revisions that were watched; two rows of one name have different content'

CREATE TABLE running_metrics
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `component` LowCardinality(String) COMMENT 'L3H2, L4.mlp_out, embed, …',
    `kind` LowCardinality(String) COMMENT 'embed, pos_embed, head, attn_bias, attn_out, mlp_out',
    `layer` Int16 COMMENT '0-based; -1: none',
    `head` Int16 COMMENT 'query head, 0-based; -1: none',
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `reference_set` LowCardinality(String),
    `segment` LowCardinality(String) COMMENT 'all, or key=value; key=other holds the values after the first hundred',
    `window` LowCardinality(String) COMMENT 'all: since the first capture; 1m, 1h, 1d of event time, tumbling',
    `window_start` DateTime64(6, 'UTC') DEFAULT 0 COMMENT '1970 for the window all',
    `kept` LowCardinality(String) COMMENT 'all: no selection of tokens',
    `n` UInt64 COMMENT 'rows, donors averaged' CODEC(ZSTD(1)),
    `prompts` UInt64 COMMENT 'clusters behind the intervals' CODEC(ZSTD(1)),
    `contribution_mean` Nullable(Float64) COMMENT 'what the intact component adds to the target logit, w·c/s; logits' CODEC(ZSTD(1)),
    `contribution_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `contribution_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `contribution_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `direct_effect_mean` Nullable(Float64) COMMENT 'logit lost if nothing else moved, −A; logits' CODEC(ZSTD(1)),
    `direct_effect_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `direct_effect_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `direct_effect_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `total_effect_mean` Nullable(Float64) COMMENT 'intact − ablated logit of the target; logits' CODEC(ZSTD(1)),
    `total_effect_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `total_effect_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `total_effect_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `compensatory_effect_mean` Nullable(Float64) COMMENT 'what all other components changed, B; logits' CODEC(ZSTD(1)),
    `compensatory_effect_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `compensatory_effect_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `compensatory_effect_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `norm_term_mean` Nullable(Float64) COMMENT 'what the final norm changed, N; logits' CODEC(ZSTD(1)),
    `norm_term_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `norm_term_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `norm_term_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `self_repair_mean` Nullable(Float64) COMMENT 'direct_effect − total_effect; logits' CODEC(ZSTD(1)),
    `self_repair_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `self_repair_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `self_repair_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `closure_error_mean` Nullable(Float64) COMMENT 'what the accounting leaves unexplained, 0 up to rounding; logits' CODEC(ZSTD(1)),
    `closure_error_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `closure_error_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `closure_error_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `heads_response_mean` Nullable(Float64) COMMENT 'part of compensatory_effect from attention heads; logits' CODEC(ZSTD(1)),
    `heads_response_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `heads_response_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `heads_response_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `mlps_response_mean` Nullable(Float64) COMMENT 'part of compensatory_effect from MLPs; logits' CODEC(ZSTD(1)),
    `mlps_response_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `mlps_response_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `mlps_response_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `other_response_mean` Nullable(Float64) COMMENT 'part of compensatory_effect from everything else; logits' CODEC(ZSTD(1)),
    `other_response_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `other_response_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `other_response_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `positive_response_mean` Nullable(Float64) COMMENT 'sum of the responses above 0; logits' CODEC(ZSTD(1)),
    `positive_response_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `positive_response_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `positive_response_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `erasure_response_mean` Nullable(Float64) COMMENT 'part of positive_response that is erasing less; logits' CODEC(ZSTD(1)),
    `erasure_response_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `erasure_response_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `erasure_response_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `kl_mean` Nullable(Float64) COMMENT 'KL(intact ‖ ablated) over the vocabulary; nats' CODEC(ZSTD(1)),
    `kl_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `kl_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `kl_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `logprob_drop_mean` Nullable(Float64) COMMENT 'intact − ablated log-probability of the target; nats' CODEC(ZSTD(1)),
    `logprob_drop_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `logprob_drop_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `logprob_drop_variance` Nullable(Float64) CODEC(ZSTD(1)),
    `flip_rate` Nullable(Float64) COMMENT 'share of rows whose argmax changed' CODEC(ZSTD(1)),
    `flip_rate_low` Nullable(Float64) CODEC(ZSTD(1)),
    `flip_rate_high` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_fraction` Nullable(Float64) COMMENT 'Σ self_repair / Σ direct_effect' CODEC(ZSTD(1)),
    `repair_fraction_low` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_fraction_high` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_from_heads` Nullable(Float64) COMMENT 'Σ heads_response / Σ direct_effect' CODEC(ZSTD(1)),
    `repair_from_heads_low` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_from_heads_high` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_from_mlps` Nullable(Float64) COMMENT 'Σ mlps_response / Σ direct_effect' CODEC(ZSTD(1)),
    `repair_from_mlps_low` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_from_mlps_high` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_from_other` Nullable(Float64) COMMENT 'Σ other_response / Σ direct_effect' CODEC(ZSTD(1)),
    `repair_from_other_low` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_from_other_high` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_from_norm` Nullable(Float64) COMMENT 'Σ norm_term / Σ direct_effect' CODEC(ZSTD(1)),
    `repair_from_norm_low` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_from_norm_high` Nullable(Float64) CODEC(ZSTD(1)),
    `erasure_share` Nullable(Float64) COMMENT 'Σ erasure_response / Σ positive_response; noise alone gives more than 0' CODEC(ZSTD(1)),
    `erasure_share_low` Nullable(Float64) CODEC(ZSTD(1)),
    `erasure_share_high` Nullable(Float64) CODEC(ZSTD(1)),
    `repair_fraction_even` Nullable(Float64) COMMENT 'repair_fraction of the prompts whose id has an even CRC-32' CODEC(ZSTD(1)),
    `repair_fraction_odd` Nullable(Float64) COMMENT 'repair_fraction of the other prompts' CODEC(ZSTD(1)),
    `importance_gap` Nullable(Float64) COMMENT 'mean of contribution − total_effect; logits' CODEC(ZSTD(1)),
    `importance_gap_low` Nullable(Float64) CODEC(ZSTD(1)),
    `importance_gap_high` Nullable(Float64) CODEC(ZSTD(1)),
    `ce_on_de_slope` Nullable(Float64) COMMENT 'least-squares line of compensatory_effect on direct_effect' CODEC(ZSTD(1)),
    `ce_on_de_slope_low` Nullable(Float64) CODEC(ZSTD(1)),
    `ce_on_de_slope_high` Nullable(Float64) CODEC(ZSTD(1)),
    `ce_on_de_intercept` Nullable(Float64) COMMENT 'of the same line; logits' CODEC(ZSTD(1)),
    `ce_on_de_intercept_low` Nullable(Float64) CODEC(ZSTD(1)),
    `ce_on_de_intercept_high` Nullable(Float64) CODEC(ZSTD(1)),
    `ce_on_de_r2` Nullable(Float64) COMMENT 'share of the variance of compensatory_effect that the line explains' CODEC(ZSTD(1)),
    `te_on_de_slope` Nullable(Float64) COMMENT 'least-squares line of total_effect on direct_effect' CODEC(ZSTD(1)),
    `te_on_de_slope_low` Nullable(Float64) CODEC(ZSTD(1)),
    `te_on_de_slope_high` Nullable(Float64) CODEC(ZSTD(1)),
    `te_on_de_intercept` Nullable(Float64) COMMENT 'of the same line; logits' CODEC(ZSTD(1)),
    `te_on_de_intercept_low` Nullable(Float64) CODEC(ZSTD(1)),
    `te_on_de_intercept_high` Nullable(Float64) CODEC(ZSTD(1)),
    `te_on_de_r2` Nullable(Float64) COMMENT 'share of the variance of total_effect that the line explains' CODEC(ZSTD(1)),
    `logprob_drop_p95` Nullable(Float64) COMMENT '95th percentile, within 1% or 1e-4; nats' CODEC(ZSTD(1)),
    `logprob_drop_cvar95` Nullable(Float64) COMMENT 'mean of the worst twentieth of the rows, within 1% or 1e-4; nats' CODEC(ZSTD(1)),
    `synergy_mean` Nullable(Float64) COMMENT 'of sets: mean of total_effect(set) − Σ total_effect(members); logits' CODEC(ZSTD(1)),
    `synergy_mean_low` Nullable(Float64) CODEC(ZSTD(1)),
    `synergy_mean_high` Nullable(Float64) CODEC(ZSTD(1)),
    `updated_at` DateTime64(6, 'UTC') COMMENT 'the newest row of a key counts' CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (model, revision, ablation, scope, target, reference_set, window, segment, kept, layer, head, kind, component, window_start)
TTL updated_at + toIntervalDay(7) WHERE window = '1m', updated_at + toIntervalDay(90) WHERE window = '1h', updated_at + toIntervalDay(730) WHERE window = '1d'
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, min_columns_to_activate_adaptive_write_buffer = 30, index_granularity = 8192
COMMENT 'Metrics of each component so far; read latest_metrics for the newest row of each key'

CREATE TABLE schema_migrations
(
    `version` UInt32,
    `name` String,
    `checksum` String COMMENT 'SHA-256 of the file',
    `applied_at` DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree
ORDER BY version
SETTINGS index_granularity = 8192
COMMENT 'Migrations that this database has'

CREATE VIEW self_repair_by_layer
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `reference_set` LowCardinality(String),
    `kind` LowCardinality(String),
    `layer` Int16,
    `components` UInt64,
    `n` UInt64,
    `prompts` UInt64,
    `self_repair_mean` Nullable(Float64),
    `self_repair_mean_low` Nullable(Float64),
    `self_repair_mean_high` Nullable(Float64),
    `direct_effect_mean` Nullable(Float64),
    `direct_effect_mean_low` Nullable(Float64),
    `direct_effect_mean_high` Nullable(Float64),
    `updated_at` DateTime64(6, 'UTC')
)
COMMENT 'Mean self_repair of the components of a layer, in logits; intervals are conservative'
AS SELECT
    model,
    revision,
    ablation,
    scope,
    target,
    reference_set,
    kind,
    layer,
    count() AS components,
    sum(n) AS n,
    max(prompts) AS prompts,
    avg(self_repair_mean) AS self_repair_mean,
    avg(self_repair_mean_low) AS self_repair_mean_low,
    avg(self_repair_mean_high) AS self_repair_mean_high,
    avg(direct_effect_mean) AS direct_effect_mean,
    avg(direct_effect_mean_low) AS direct_effect_mean_low,
    avg(direct_effect_mean_high) AS direct_effect_mean_high,
    max(updated_at) AS updated_at
FROM latest_metrics
WHERE (segment = 'all') AND (window = 'all') AND (kept = 'all')
GROUP BY
    model,
    revision,
    ablation,
    scope,
    target,
    reference_set,
    kind,
    layer
ORDER BY
    model ASC,
    revision ASC,
    ablation ASC,
    scope ASC,
    target ASC,
    reference_set ASC,
    kind ASC,
    layer ASC

CREATE TABLE shifts
(
    `model` LowCardinality(String),
    `base` LowCardinality(String) COMMENT 'revision',
    `candidate` LowCardinality(String) COMMENT 'revision',
    `component` LowCardinality(String) COMMENT 'L3H2, L4.mlp_out, embed, …',
    `kind` LowCardinality(String) COMMENT 'embed, pos_embed, head, attn_bias, attn_out, mlp_out',
    `layer` Int16 COMMENT '0-based; -1: none',
    `head` Int16 COMMENT 'query head, 0-based; -1: none',
    `measure` LowCardinality(String),
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `at` DateTime64(6, 'UTC') COMMENT 'when it was computed' CODEC(Delta(8), ZSTD(1)),
    `n_prompts` UInt64 COMMENT 'prompts that both revisions have answered' CODEC(ZSTD(1)),
    `effect` Float64 COMMENT 'mean over prompts of candidate − base; the unit of the measure' CODEC(ZSTD(1)),
    `effect_low` Float64 COMMENT 'at the level that the verdict used' CODEC(ZSTD(1)),
    `effect_high` Float64 COMMENT 'at the level that the verdict used' CODEC(ZSTD(1)),
    `e_value` Float64 COMMENT 'evidence against |effect| ≤ delta' CODEC(ZSTD(1)),
    `alpha` Float64 CODEC(ZSTD(1)),
    `delta` Float64 COMMENT 'in the unit of the measure' CODEC(ZSTD(1)),
    `verdict` LowCardinality(String) COMMENT 'shifted, equivalent, undecided',
    `rule` LowCardinality(String) COMMENT 'of alerts.yaml',
    `segment` LowCardinality(String) COMMENT 'all or key=value; empty before there were rules: all'
)
ENGINE = ReplacingMergeTree
PRIMARY KEY (model, candidate, base, measure, ablation, scope, target, layer, head, kind, component, at)
ORDER BY (model, candidate, base, measure, ablation, scope, target, layer, head, kind, component, at, rule, segment)
TTL at + toIntervalDay(90)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, index_granularity = 8192
COMMENT 'Comparisons of two revisions over time: the newest row of a component, measure, segment and rule counts'

CREATE MATERIALIZED VIEW top2_all
REFRESH EVERY 1 HOUR APPEND TO running_metrics
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `component` LowCardinality(String),
    `kind` String,
    `layer` Int16,
    `head` Int16,
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `reference_set` LowCardinality(String),
    `segment` String,
    `window` String,
    `window_start` DateTime64(6, 'UTC'),
    `kept` String,
    `n` UInt64,
    `prompts` UInt64,
    `contribution_mean` Float64,
    `contribution_mean_low` Nullable(Float64),
    `contribution_mean_high` Nullable(Float64),
    `contribution_variance` Nullable(Float64),
    `direct_effect_mean` Float64,
    `direct_effect_mean_low` Nullable(Float64),
    `direct_effect_mean_high` Nullable(Float64),
    `direct_effect_variance` Nullable(Float64),
    `total_effect_mean` Float64,
    `total_effect_mean_low` Nullable(Float64),
    `total_effect_mean_high` Nullable(Float64),
    `total_effect_variance` Nullable(Float64),
    `compensatory_effect_mean` Float64,
    `compensatory_effect_mean_low` Nullable(Float64),
    `compensatory_effect_mean_high` Nullable(Float64),
    `compensatory_effect_variance` Nullable(Float64),
    `norm_term_mean` Float64,
    `norm_term_mean_low` Nullable(Float64),
    `norm_term_mean_high` Nullable(Float64),
    `norm_term_variance` Nullable(Float64),
    `self_repair_mean` Float64,
    `self_repair_mean_low` Nullable(Float64),
    `self_repair_mean_high` Nullable(Float64),
    `self_repair_variance` Nullable(Float64),
    `closure_error_mean` Float64,
    `closure_error_mean_low` Nullable(Float64),
    `closure_error_mean_high` Nullable(Float64),
    `closure_error_variance` Nullable(Float64),
    `heads_response_mean` Float64,
    `heads_response_mean_low` Nullable(Float64),
    `heads_response_mean_high` Nullable(Float64),
    `heads_response_variance` Nullable(Float64),
    `mlps_response_mean` Float64,
    `mlps_response_mean_low` Nullable(Float64),
    `mlps_response_mean_high` Nullable(Float64),
    `mlps_response_variance` Nullable(Float64),
    `other_response_mean` Float64,
    `other_response_mean_low` Nullable(Float64),
    `other_response_mean_high` Nullable(Float64),
    `other_response_variance` Nullable(Float64),
    `positive_response_mean` Float64,
    `positive_response_mean_low` Nullable(Float64),
    `positive_response_mean_high` Nullable(Float64),
    `positive_response_variance` Nullable(Float64),
    `erasure_response_mean` Float64,
    `erasure_response_mean_low` Nullable(Float64),
    `erasure_response_mean_high` Nullable(Float64),
    `erasure_response_variance` Nullable(Float64),
    `kl_mean` Float64,
    `kl_mean_low` Nullable(Float64),
    `kl_mean_high` Nullable(Float64),
    `kl_variance` Nullable(Float64),
    `logprob_drop_mean` Float64,
    `logprob_drop_mean_low` Nullable(Float64),
    `logprob_drop_mean_high` Nullable(Float64),
    `logprob_drop_variance` Nullable(Float64),
    `flip_rate` Float64,
    `flip_rate_low` Nullable(Float64),
    `flip_rate_high` Nullable(Float64),
    `repair_fraction` Nullable(Float64),
    `repair_fraction_low` Nullable(Float64),
    `repair_fraction_high` Nullable(Float64),
    `repair_from_heads` Nullable(Float64),
    `repair_from_heads_low` Nullable(Float64),
    `repair_from_heads_high` Nullable(Float64),
    `repair_from_mlps` Nullable(Float64),
    `repair_from_mlps_low` Nullable(Float64),
    `repair_from_mlps_high` Nullable(Float64),
    `repair_from_other` Nullable(Float64),
    `repair_from_other_low` Nullable(Float64),
    `repair_from_other_high` Nullable(Float64),
    `repair_from_norm` Nullable(Float64),
    `repair_from_norm_low` Nullable(Float64),
    `repair_from_norm_high` Nullable(Float64),
    `erasure_share` Nullable(Float64),
    `erasure_share_low` Nullable(Float64),
    `erasure_share_high` Nullable(Float64),
    `repair_fraction_even` Nullable(Float64),
    `repair_fraction_odd` Nullable(Float64),
    `importance_gap` Float64,
    `importance_gap_low` Nullable(Float64),
    `importance_gap_high` Nullable(Float64),
    `ce_on_de_slope` Nullable(Float64),
    `ce_on_de_slope_low` Nullable(Float64),
    `ce_on_de_slope_high` Nullable(Float64),
    `ce_on_de_intercept` Nullable(Float64),
    `ce_on_de_intercept_low` Nullable(Float64),
    `ce_on_de_intercept_high` Nullable(Float64),
    `ce_on_de_r2` Nullable(Float64),
    `te_on_de_slope` Nullable(Float64),
    `te_on_de_slope_low` Nullable(Float64),
    `te_on_de_slope_high` Nullable(Float64),
    `te_on_de_intercept` Nullable(Float64),
    `te_on_de_intercept_low` Nullable(Float64),
    `te_on_de_intercept_high` Nullable(Float64),
    `te_on_de_r2` Nullable(Float64),
    `logprob_drop_p95` Float64,
    `logprob_drop_cvar95` Float64,
    `updated_at` DateTime64(6)
)
DEFINER = hydrascope SQL SECURITY DEFINER
COMMENT 'Writes the metrics of kept = top2 of the window all'
AS SELECT *
FROM top2_metrics(closed = 0)

CREATE MATERIALIZED VIEW top2_closed
REFRESH EVERY 1 MINUTE APPEND TO running_metrics
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `component` LowCardinality(String),
    `kind` String,
    `layer` Int16,
    `head` Int16,
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `reference_set` LowCardinality(String),
    `segment` String,
    `window` String,
    `window_start` DateTime64(6, 'UTC'),
    `kept` String,
    `n` UInt64,
    `prompts` UInt64,
    `contribution_mean` Float64,
    `contribution_mean_low` Nullable(Float64),
    `contribution_mean_high` Nullable(Float64),
    `contribution_variance` Nullable(Float64),
    `direct_effect_mean` Float64,
    `direct_effect_mean_low` Nullable(Float64),
    `direct_effect_mean_high` Nullable(Float64),
    `direct_effect_variance` Nullable(Float64),
    `total_effect_mean` Float64,
    `total_effect_mean_low` Nullable(Float64),
    `total_effect_mean_high` Nullable(Float64),
    `total_effect_variance` Nullable(Float64),
    `compensatory_effect_mean` Float64,
    `compensatory_effect_mean_low` Nullable(Float64),
    `compensatory_effect_mean_high` Nullable(Float64),
    `compensatory_effect_variance` Nullable(Float64),
    `norm_term_mean` Float64,
    `norm_term_mean_low` Nullable(Float64),
    `norm_term_mean_high` Nullable(Float64),
    `norm_term_variance` Nullable(Float64),
    `self_repair_mean` Float64,
    `self_repair_mean_low` Nullable(Float64),
    `self_repair_mean_high` Nullable(Float64),
    `self_repair_variance` Nullable(Float64),
    `closure_error_mean` Float64,
    `closure_error_mean_low` Nullable(Float64),
    `closure_error_mean_high` Nullable(Float64),
    `closure_error_variance` Nullable(Float64),
    `heads_response_mean` Float64,
    `heads_response_mean_low` Nullable(Float64),
    `heads_response_mean_high` Nullable(Float64),
    `heads_response_variance` Nullable(Float64),
    `mlps_response_mean` Float64,
    `mlps_response_mean_low` Nullable(Float64),
    `mlps_response_mean_high` Nullable(Float64),
    `mlps_response_variance` Nullable(Float64),
    `other_response_mean` Float64,
    `other_response_mean_low` Nullable(Float64),
    `other_response_mean_high` Nullable(Float64),
    `other_response_variance` Nullable(Float64),
    `positive_response_mean` Float64,
    `positive_response_mean_low` Nullable(Float64),
    `positive_response_mean_high` Nullable(Float64),
    `positive_response_variance` Nullable(Float64),
    `erasure_response_mean` Float64,
    `erasure_response_mean_low` Nullable(Float64),
    `erasure_response_mean_high` Nullable(Float64),
    `erasure_response_variance` Nullable(Float64),
    `kl_mean` Float64,
    `kl_mean_low` Nullable(Float64),
    `kl_mean_high` Nullable(Float64),
    `kl_variance` Nullable(Float64),
    `logprob_drop_mean` Float64,
    `logprob_drop_mean_low` Nullable(Float64),
    `logprob_drop_mean_high` Nullable(Float64),
    `logprob_drop_variance` Nullable(Float64),
    `flip_rate` Float64,
    `flip_rate_low` Nullable(Float64),
    `flip_rate_high` Nullable(Float64),
    `repair_fraction` Nullable(Float64),
    `repair_fraction_low` Nullable(Float64),
    `repair_fraction_high` Nullable(Float64),
    `repair_from_heads` Nullable(Float64),
    `repair_from_heads_low` Nullable(Float64),
    `repair_from_heads_high` Nullable(Float64),
    `repair_from_mlps` Nullable(Float64),
    `repair_from_mlps_low` Nullable(Float64),
    `repair_from_mlps_high` Nullable(Float64),
    `repair_from_other` Nullable(Float64),
    `repair_from_other_low` Nullable(Float64),
    `repair_from_other_high` Nullable(Float64),
    `repair_from_norm` Nullable(Float64),
    `repair_from_norm_low` Nullable(Float64),
    `repair_from_norm_high` Nullable(Float64),
    `erasure_share` Nullable(Float64),
    `erasure_share_low` Nullable(Float64),
    `erasure_share_high` Nullable(Float64),
    `repair_fraction_even` Nullable(Float64),
    `repair_fraction_odd` Nullable(Float64),
    `importance_gap` Float64,
    `importance_gap_low` Nullable(Float64),
    `importance_gap_high` Nullable(Float64),
    `ce_on_de_slope` Nullable(Float64),
    `ce_on_de_slope_low` Nullable(Float64),
    `ce_on_de_slope_high` Nullable(Float64),
    `ce_on_de_intercept` Nullable(Float64),
    `ce_on_de_intercept_low` Nullable(Float64),
    `ce_on_de_intercept_high` Nullable(Float64),
    `ce_on_de_r2` Nullable(Float64),
    `te_on_de_slope` Nullable(Float64),
    `te_on_de_slope_low` Nullable(Float64),
    `te_on_de_slope_high` Nullable(Float64),
    `te_on_de_intercept` Nullable(Float64),
    `te_on_de_intercept_low` Nullable(Float64),
    `te_on_de_intercept_high` Nullable(Float64),
    `te_on_de_r2` Nullable(Float64),
    `logprob_drop_p95` Float64,
    `logprob_drop_cvar95` Float64,
    `updated_at` DateTime64(6)
)
DEFINER = hydrascope SQL SECURITY DEFINER
COMMENT 'Writes the metrics of kept = top2 when a window has closed'
AS SELECT *
FROM top2_metrics(closed = 1)

CREATE VIEW top2_due
COMMENT 'Windows whose top2 metrics are to be computed'
AS WITH
    toIntervalMinute(2) AS grace,
    computed AS
    (
        SELECT
            model,
            revision,
            window,
            window_start,
            max(updated_at) AS computed_at
        FROM running_metrics
        WHERE (kept = 'top2') AND (segment = 'all') AND ((window != 'all') = {closed:Bool})
        GROUP BY
            model,
            revision,
            window,
            window_start
    ),
    arrived AS
    (
        SELECT
            model,
            revision,
            toStartOfMinute(event_time) AS minute,
            max(inserted_at) AS newest
        FROM effects
        GROUP BY
            model,
            revision,
            minute
    ),
    ended AS
    (
        SELECT
            model,
            revision,
            period.1 AS window,
            period.2 AS window_start,
            max(period.3) AS window_end,
            max(newest) AS newest
        FROM arrived
        ARRAY JOIN if({closed:Bool}, [('1m', toDateTime64(minute, 6, 'UTC'), toDateTime64(minute + toIntervalMinute(1), 6, 'UTC')), ('1h', toDateTime64(toStartOfHour(minute), 6, 'UTC'), toDateTime64(toStartOfHour(minute) + toIntervalHour(1), 6, 'UTC')), ('1d', toDateTime64(toStartOfDay(minute), 6, 'UTC'), toDateTime64(toStartOfDay(minute) + toIntervalDay(1), 6, 'UTC'))], [('all', toDateTime64(0, 6, 'UTC'), toDateTime64(0, 6, 'UTC'))]) AS period
        GROUP BY
            model,
            revision,
            window,
            window_start
        HAVING (window_end + grace) <= now64(6)
    )
SELECT
    model,
    revision,
    window,
    window_start,
    window_end
FROM ended
LEFT JOIN computed USING (model, revision, window, window_start)
WHERE ((newest + grace) > computed_at) AND ((newest + toIntervalDay(3)) > (
    SELECT max(inserted_at)
    FROM effects
))
ORDER BY
    window_end ASC,
    window ASC,
    model ASC,
    revision ASC
LIMIT 100

CREATE VIEW top2_metrics
COMMENT 'Rows for running_metrics with kept = top2, of the windows that are due'
AS WITH
    admitted AS
    (
        SELECT DISTINCT
            model,
            segment
        FROM running_metrics
        WHERE (window = 'all') AND (kept = 'all') AND (segment != 'all')
    ),
    candidates AS
    (
        SELECT
            *,
            if(((named.1) != '') AND ((model, concat(named.1, '=other')) IN (admitted)) AND ((model, named.2) NOT IN (admitted)), concat(named.1, '=other'), named.2) AS segment,
            period.1 AS window,
            period.2 AS window_start
        FROM effects
        ARRAY JOIN arrayConcat([('', 'all')], arrayMap((name, value) -> (name, concat(name, '=', value)), mapKeys(segments), mapValues(segments))) AS named
        ARRAY JOIN if({closed:Bool}, [('1m', toDateTime64(toStartOfMinute(event_time), 6, 'UTC')), ('1h', toDateTime64(toStartOfHour(event_time), 6, 'UTC')), ('1d', toDateTime64(toStartOfDay(event_time), 6, 'UTC'))], [('all', toDateTime64(0, 6, 'UTC'))]) AS period
        WHERE (inclusion_probability = 1) AND ((model, revision, period.1, period.2) IN (
            SELECT
                model,
                revision,
                window,
                window_start
            FROM top2_due(closed = {closed:Bool})
        )) AND (event_time >= (
            SELECT min(window_start)
            FROM top2_due(closed = {closed:Bool})
        )) AND ((NOT {closed:Bool}) OR (event_time < (
            SELECT max(window_end)
            FROM top2_due(closed = {closed:Bool})
        )))
    ),
    thresholds AS
    (
        SELECT
            model,
            revision,
            component,
            ablation,
            scope,
            target,
            reference_set,
            segment,
            window,
            window_start,
            quantileExact(0.98)(intact) AS threshold
        FROM
        (
            SELECT
                model,
                revision,
                component,
                ablation,
                scope,
                target,
                reference_set,
                segment,
                window,
                window_start,
                any(contribution) AS intact
            FROM candidates
            GROUP BY
                model,
                revision,
                component,
                ablation,
                scope,
                target,
                reference_set,
                capture_id,
                position,
                target_token,
                segment,
                window,
                window_start
        )
        GROUP BY
            model,
            revision,
            component,
            ablation,
            scope,
            target,
            reference_set,
            segment,
            window,
            window_start
    ),
    readouts AS
    (
        SELECT
            model,
            revision,
            component,
            any(kind) AS kind,
            any(layer) AS layer,
            any(head) AS head,
            ablation,
            scope,
            target,
            reference_set,
            segment,
            window,
            window_start,
            prompt_id,
            avgForEach([contribution, direct_effect, total_effect, compensatory_effect, norm_term, self_repair, closure_error, heads_response, mlps_response, other_response, positive_response, erasure_response, kl, logprob_drop, toFloat64(top1_flip), contribution - total_effect]) AS x
        FROM candidates
        INNER JOIN thresholds USING (model, revision, component, ablation, scope, target, reference_set, segment, window, window_start)
        WHERE contribution >= threshold
        GROUP BY
            model,
            revision,
            component,
            ablation,
            scope,
            target,
            reference_set,
            segment,
            window,
            window_start,
            prompt_id,
            capture_id,
            position,
            target_token
    ),
    sums AS
    (
        SELECT
            model,
            revision,
            component,
            any(kind) AS kind,
            any(layer) AS layer,
            any(head) AS head,
            ablation,
            scope,
            target,
            reference_set,
            segment,
            window,
            window_start,
            cityHash64(prompt_id) / 18446744073709552000. AS spread,
            toFloat64(count()) AS m,
            sumForEach(x) AS s,
            varSampStableForEachState(x) AS squares,
            groupArray([x[2], x[4], x[3], x[14]]) AS points,
            CRC32(prompt_id) % 2 AS half
        FROM readouts
        GROUP BY
            model,
            revision,
            component,
            ablation,
            scope,
            target,
            reference_set,
            segment,
            window,
            window_start,
            prompt_id
    ),
    moments AS
    (
        WITH
            [s[6], s[8], s[9], s[10], s[5], s[12]] AS y,
            [s[2], s[2], s[2], s[2], s[2], s[11]] AS d
        SELECT
            model,
            revision,
            component,
            any(kind) AS kind,
            any(layer) AS layer,
            any(head) AS head,
            ablation,
            scope,
            target,
            reference_set,
            segment,
            window,
            window_start,
            toUInt64(sum(m)) AS n,
            count() AS prompts,
            varSampStableForEachMerge(squares) AS variance,
            arrayMap(v -> (v / n), sumForEach(s)) AS mean,
            varSampStableForEach(s) AS ss,
            covarSampStableForEach(s, arrayWithConstant(16, m)) AS sm,
            varSampStable(m) AS mm,
            avgForEach(y) AS mean_y,
            avgForEach(d) AS mean_d,
            varSampStableForEach(y) AS yy,
            varSampStableForEach(d) AS dd,
            covarSampStableForEach(y, d) AS yd,
            studentTTestOneSample(0.95)(spread, 0.) AS sample,
            groupArray(points) AS prompt_points,
            arrayMap(own -> if((own.2) = 0, NULL, (own.1) / (own.2)), [(sumIf(s[6], half = 0), sumIf(s[2], half = 0)), (sumIf(s[6], half = 1), sumIf(s[2], half = 1))]) AS repair_halves
        FROM sums
        GROUP BY
            model,
            revision,
            component,
            ablation,
            scope,
            target,
            reference_set,
            segment,
            window,
            window_start
    ),
    estimates AS
    (
        SELECT
            *,
            if(prompts < 2, NULL, (((sample.4) - (sample.3)) * (sample.1)) / ((sample.4) + (sample.3))) AS t,
            arrayMap((v, s2, c) -> (v, (t * sqrt(greatest(0, (s2 - ((2 * v) * c)) + ((v * v) * mm)) / prompts)) / (n / prompts)), mean, ss, sm) AS halves,
            arrayMap(half -> (half.1, (half.1) - (half.2), (half.1) + (half.2)), halves) AS means,
            arrayMap((yy, d, vy, vd, c) -> (yy, d, vy / prompts, vd / prompts, c / prompts), mean_y, mean_d, yy, dd, yd) AS parts,
            arrayMap(p -> (((p.2) * (p.2)) - ((t * t) * (p.4)), ((p.1) * (p.2)) - ((t * t) * (p.5)), (p.1) / (p.2), t * sqrt(greatest(0, (((p.2) * (p.2)) * greatest(0, ((p.3) - (((2 * (p.1)) / (p.2)) * (p.5))) + (pow((p.1) / (p.2), 2) * (p.4)))) - ((t * t) * (((p.4) * (p.3)) - ((p.5) * (p.5))))))), parts) AS fieller,
            arrayMap(f -> if((f.1) > 0, (f.3, ((f.2) - (f.4)) / (f.1), ((f.2) + (f.4)) / (f.1)), (NULL, NULL, NULL)), fieller) AS ratios,
            (means[15]).1 AS p,
            p * (1 - p) AS spread_p,
            if(spread_p > 0, least(toFloat64(n), ifNull(spread_p / nullIf(pow(((halves[15]).2) / t, 2), 0), toFloat64(n))), toFloat64(prompts)) AS flip_rows,
            (t * t) / flip_rows AS flip_scale,
            (p + (flip_scale / 2)) / (1 + flip_scale) AS flip_centre,
            sqrt(flip_scale * (spread_p + (flip_scale / 4))) / (1 + flip_scale) AS flip_half,
            arrayFlatten(arrayMap(own -> arrayMap(p -> (p[1]), own), prompt_points)) AS xs,
            arraySum(xs) / n AS x_mean,
            arraySum(x -> pow(x - x_mean, 2), xs) AS xx,
            xx > (n * pow(1e-10 * x_mean, 2)) AS has_lines,
            arrayMap(own -> (arraySum(p -> pow((p[1]) - x_mean, 2), own) / xx), prompt_points) AS slope_parts,
            arrayMap((own, part) -> ((length(own) / n) + part), prompt_points, slope_parts) AS leverages,
            arraySum((part, leverage) -> (part * leverage), slope_parts, leverages) AS slope_leverage,
            arraySum((own, part, leverage) -> (leverage * (((length(own) / (n * n)) - (((2 * x_mean) * arraySum(p -> ((p[1]) - x_mean), own)) / (n * xx))) + (((x_mean * x_mean) * part) / xx))), prompt_points, slope_parts, leverages) / ((1 / n) + ((x_mean * x_mean) / xx)) AS intercept_leverage,
            if((prompts > 1) AND ((1 - slope_leverage) > 0.000001), ((prompts - 1) / prompts) / pow(1 - slope_leverage, 2), NULL) AS slope_factor,
            if((prompts > 1) AND ((1 - intercept_leverage) > 0.000001), ((prompts - 1) / prompts) / pow(1 - intercept_leverage, 2), NULL) AS intercept_factor,
            arrayMap(k -> (arraySum(own -> arraySum(p -> (p[k]), own), prompt_points) / n), [2, 3]) AS y_means,
            arrayMap((k, y) -> arraySum(own -> arraySum(p -> (((p[1]) - x_mean) * ((p[k]) - y)), own), prompt_points), [2, 3], y_means) AS xy,
            arrayMap((k, y) -> arraySum(own -> arraySum(p -> pow((p[k]) - y, 2), own), prompt_points), [2, 3], y_means) AS yy_sums,
            arrayMap(product -> (product / xx), xy) AS slopes,
            arrayMap((k, y, slope) -> arraySum(own -> pow(arraySum(p -> ((((p[1]) - x_mean) / xx) * (((p[k]) - y) - (slope * ((p[1]) - x_mean)))), own), 2), prompt_points), [2, 3], y_means, slopes) AS slope_squares,
            arrayMap((k, y, slope) -> arraySum(own -> pow(arraySum(p -> (((1 / n) - ((x_mean * ((p[1]) - x_mean)) / xx)) * (((p[k]) - y) - (slope * ((p[1]) - x_mean)))), own), 2), prompt_points), [2, 3], y_means, slopes) AS intercept_squares,
            arrayMap((slope, squares) -> (slope, t * sqrt(squares * slope_factor)), slopes, slope_squares) AS slope_ends,
            arrayMap((y, slope, squares) -> (y - (slope * x_mean), t * sqrt(squares * intercept_factor)), y_means, slopes, intercept_squares) AS intercept_ends,
            arrayMap((product, y) -> if(y > 0, least(1, (product * product) / (xx * y)), NULL), xy, yy_sums) AS r2s,
            arraySort(arrayFlatten(arrayMap(own -> arrayMap(p -> (p[4]), own), prompt_points))) AS drops,
            toInt64(intDiv(n, 20)) AS beyond,
            drops[toInt64(n) - beyond] AS p95,
            (if(beyond = 0, 0, arraySum(arraySlice(drops, -beyond))) + (p95 * ((n / 20) - beyond))) / (n / 20) AS cvar95
        FROM moments
    )
SELECT
    model,
    revision,
    component,
    kind,
    layer,
    head,
    ablation,
    scope,
    target,
    reference_set,
    segment,
    window,
    window_start,
    'top2' AS kept,
    n,
    prompts,
    (means[1]).1 AS contribution_mean,
    (means[1]).2 AS contribution_mean_low,
    (means[1]).3 AS contribution_mean_high,
    if(n < 2, NULL, variance[1]) AS contribution_variance,
    (means[2]).1 AS direct_effect_mean,
    (means[2]).2 AS direct_effect_mean_low,
    (means[2]).3 AS direct_effect_mean_high,
    if(n < 2, NULL, variance[2]) AS direct_effect_variance,
    (means[3]).1 AS total_effect_mean,
    (means[3]).2 AS total_effect_mean_low,
    (means[3]).3 AS total_effect_mean_high,
    if(n < 2, NULL, variance[3]) AS total_effect_variance,
    (means[4]).1 AS compensatory_effect_mean,
    (means[4]).2 AS compensatory_effect_mean_low,
    (means[4]).3 AS compensatory_effect_mean_high,
    if(n < 2, NULL, variance[4]) AS compensatory_effect_variance,
    (means[5]).1 AS norm_term_mean,
    (means[5]).2 AS norm_term_mean_low,
    (means[5]).3 AS norm_term_mean_high,
    if(n < 2, NULL, variance[5]) AS norm_term_variance,
    (means[6]).1 AS self_repair_mean,
    (means[6]).2 AS self_repair_mean_low,
    (means[6]).3 AS self_repair_mean_high,
    if(n < 2, NULL, variance[6]) AS self_repair_variance,
    (means[7]).1 AS closure_error_mean,
    (means[7]).2 AS closure_error_mean_low,
    (means[7]).3 AS closure_error_mean_high,
    if(n < 2, NULL, variance[7]) AS closure_error_variance,
    (means[8]).1 AS heads_response_mean,
    (means[8]).2 AS heads_response_mean_low,
    (means[8]).3 AS heads_response_mean_high,
    if(n < 2, NULL, variance[8]) AS heads_response_variance,
    (means[9]).1 AS mlps_response_mean,
    (means[9]).2 AS mlps_response_mean_low,
    (means[9]).3 AS mlps_response_mean_high,
    if(n < 2, NULL, variance[9]) AS mlps_response_variance,
    (means[10]).1 AS other_response_mean,
    (means[10]).2 AS other_response_mean_low,
    (means[10]).3 AS other_response_mean_high,
    if(n < 2, NULL, variance[10]) AS other_response_variance,
    (means[11]).1 AS positive_response_mean,
    (means[11]).2 AS positive_response_mean_low,
    (means[11]).3 AS positive_response_mean_high,
    if(n < 2, NULL, variance[11]) AS positive_response_variance,
    (means[12]).1 AS erasure_response_mean,
    (means[12]).2 AS erasure_response_mean_low,
    (means[12]).3 AS erasure_response_mean_high,
    if(n < 2, NULL, variance[12]) AS erasure_response_variance,
    (means[13]).1 AS kl_mean,
    (means[13]).2 AS kl_mean_low,
    (means[13]).3 AS kl_mean_high,
    if(n < 2, NULL, variance[13]) AS kl_variance,
    (means[14]).1 AS logprob_drop_mean,
    (means[14]).2 AS logprob_drop_mean_low,
    (means[14]).3 AS logprob_drop_mean_high,
    if(n < 2, NULL, variance[14]) AS logprob_drop_variance,
    (means[15]).1 AS flip_rate,
    flip_centre - flip_half AS flip_rate_low,
    flip_centre + flip_half AS flip_rate_high,
    (ratios[1]).1 AS repair_fraction,
    (ratios[1]).2 AS repair_fraction_low,
    (ratios[1]).3 AS repair_fraction_high,
    (ratios[2]).1 AS repair_from_heads,
    (ratios[2]).2 AS repair_from_heads_low,
    (ratios[2]).3 AS repair_from_heads_high,
    (ratios[3]).1 AS repair_from_mlps,
    (ratios[3]).2 AS repair_from_mlps_low,
    (ratios[3]).3 AS repair_from_mlps_high,
    (ratios[4]).1 AS repair_from_other,
    (ratios[4]).2 AS repair_from_other_low,
    (ratios[4]).3 AS repair_from_other_high,
    (ratios[5]).1 AS repair_from_norm,
    (ratios[5]).2 AS repair_from_norm_low,
    (ratios[5]).3 AS repair_from_norm_high,
    (ratios[6]).1 AS erasure_share,
    (ratios[6]).2 AS erasure_share_low,
    (ratios[6]).3 AS erasure_share_high,
    if(((ratios[1]).1) IS NULL, NULL, repair_halves[1]) AS repair_fraction_even,
    if(((ratios[1]).1) IS NULL, NULL, repair_halves[2]) AS repair_fraction_odd,
    (means[16]).1 AS importance_gap,
    (means[16]).2 AS importance_gap_low,
    (means[16]).3 AS importance_gap_high,
    if(has_lines, (slope_ends[1]).1, NULL) AS ce_on_de_slope,
    if(has_lines, ((slope_ends[1]).1) - ((slope_ends[1]).2), NULL) AS ce_on_de_slope_low,
    if(has_lines, ((slope_ends[1]).1) + ((slope_ends[1]).2), NULL) AS ce_on_de_slope_high,
    if(has_lines, (intercept_ends[1]).1, NULL) AS ce_on_de_intercept,
    if(has_lines, ((intercept_ends[1]).1) - ((intercept_ends[1]).2), NULL) AS ce_on_de_intercept_low,
    if(has_lines, ((intercept_ends[1]).1) + ((intercept_ends[1]).2), NULL) AS ce_on_de_intercept_high,
    if(has_lines, r2s[1], NULL) AS ce_on_de_r2,
    if(has_lines, (slope_ends[2]).1, NULL) AS te_on_de_slope,
    if(has_lines, ((slope_ends[2]).1) - ((slope_ends[2]).2), NULL) AS te_on_de_slope_low,
    if(has_lines, ((slope_ends[2]).1) + ((slope_ends[2]).2), NULL) AS te_on_de_slope_high,
    if(has_lines, (intercept_ends[2]).1, NULL) AS te_on_de_intercept,
    if(has_lines, ((intercept_ends[2]).1) - ((intercept_ends[2]).2), NULL) AS te_on_de_intercept_low,
    if(has_lines, ((intercept_ends[2]).1) + ((intercept_ends[2]).2), NULL) AS te_on_de_intercept_high,
    if(has_lines, r2s[2], NULL) AS te_on_de_r2,
    p95 AS logprob_drop_p95,
    cvar95 AS logprob_drop_cvar95,
    now64(6) AS updated_at
FROM estimates

CREATE TABLE vectors
(
    `model` LowCardinality(String),
    `revision` LowCardinality(String),
    `run_id` LowCardinality(String) COMMENT 'one start of an agent',
    `capture_id` String COMMENT 'as in effects' CODEC(ZSTD(1)),
    `prompt_id` String CODEC(ZSTD(1)),
    `segments` Map(LowCardinality(String), LowCardinality(String)),
    `event_time` DateTime64(6, 'UTC') COMMENT 'when the prompt was run' CODEC(Delta(8), ZSTD(1)),
    `inserted_at` DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta(8), ZSTD(1)),
    `position` UInt32 COMMENT 'readout position, 0-based' CODEC(ZSTD(1)),
    `site` LowCardinality(String) COMMENT 'L3H2, L3.attn_out, L4.mlp_out, residual',
    `kind` LowCardinality(String) COMMENT 'z, attn_out, mlp_out, residual',
    `layer` Int16 COMMENT '0-based; -1: the residual that the final norm reads',
    `head` Int16 COMMENT 'query head, 0-based; -1: none',
    `ablated` LowCardinality(String) COMMENT 'what was ablated in this run; empty in the intact one',
    `ablation` LowCardinality(String),
    `scope` LowCardinality(String),
    `target` LowCardinality(String),
    `donor_id` LowCardinality(String) COMMENT 'prompt behind a resample ablation',
    `reference_set` LowCardinality(String) COMMENT 'prompts behind mean or noise',
    `dimensions` UInt32 MATERIALIZED length(vector) COMMENT 'd_head for z, d_model otherwise',
    `vector` Array(BFloat16) CODEC(ZSTD(1)),
    `exact` Array(Float32) COMMENT 'the same in Float32 where it was published so; empty otherwise' CODEC(ZSTD(1)),
    `norm` Float32 MATERIALIZED L2Norm(vector) COMMENT 'length of the vector, as bf16' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(event_time)
ORDER BY (model, revision, layer, head, kind, site, ablated, ablation, scope, target, reference_set, capture_id, position, donor_id)
TTL toDateTime(inserted_at) + toIntervalDay(7)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800, index_granularity = 8192
COMMENT 'Sampled activation vectors at readouts, intact and ablated'
