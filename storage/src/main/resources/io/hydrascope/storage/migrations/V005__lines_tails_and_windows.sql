-- Regressions, tails, synergy and the two halves; windows in event time beside the window all.

ALTER TABLE running_metrics{{on_cluster}}
    ADD COLUMN IF NOT EXISTS repair_fraction_even Nullable(Float64) COMMENT 'repair_fraction of the prompts whose id has an even CRC-32' CODEC(ZSTD(1)) AFTER erasure_share_high,
    ADD COLUMN IF NOT EXISTS repair_fraction_odd Nullable(Float64) COMMENT 'repair_fraction of the other prompts' CODEC(ZSTD(1)) AFTER repair_fraction_even,
    ADD COLUMN IF NOT EXISTS ce_on_de_slope Nullable(Float64) COMMENT 'least-squares line of compensatory_effect on direct_effect' CODEC(ZSTD(1)) AFTER importance_gap_high,
    ADD COLUMN IF NOT EXISTS ce_on_de_slope_low Nullable(Float64) CODEC(ZSTD(1)) AFTER ce_on_de_slope,
    ADD COLUMN IF NOT EXISTS ce_on_de_slope_high Nullable(Float64) CODEC(ZSTD(1)) AFTER ce_on_de_slope_low,
    ADD COLUMN IF NOT EXISTS ce_on_de_intercept Nullable(Float64) COMMENT 'of the same line; logits' CODEC(ZSTD(1)) AFTER ce_on_de_slope_high,
    ADD COLUMN IF NOT EXISTS ce_on_de_intercept_low Nullable(Float64) CODEC(ZSTD(1)) AFTER ce_on_de_intercept,
    ADD COLUMN IF NOT EXISTS ce_on_de_intercept_high Nullable(Float64) CODEC(ZSTD(1)) AFTER ce_on_de_intercept_low,
    ADD COLUMN IF NOT EXISTS ce_on_de_r2 Nullable(Float64) COMMENT 'share of the variance of compensatory_effect that the line explains' CODEC(ZSTD(1)) AFTER ce_on_de_intercept_high,
    ADD COLUMN IF NOT EXISTS te_on_de_slope Nullable(Float64) COMMENT 'least-squares line of total_effect on direct_effect' CODEC(ZSTD(1)) AFTER ce_on_de_r2,
    ADD COLUMN IF NOT EXISTS te_on_de_slope_low Nullable(Float64) CODEC(ZSTD(1)) AFTER te_on_de_slope,
    ADD COLUMN IF NOT EXISTS te_on_de_slope_high Nullable(Float64) CODEC(ZSTD(1)) AFTER te_on_de_slope_low,
    ADD COLUMN IF NOT EXISTS te_on_de_intercept Nullable(Float64) COMMENT 'of the same line; logits' CODEC(ZSTD(1)) AFTER te_on_de_slope_high,
    ADD COLUMN IF NOT EXISTS te_on_de_intercept_low Nullable(Float64) CODEC(ZSTD(1)) AFTER te_on_de_intercept,
    ADD COLUMN IF NOT EXISTS te_on_de_intercept_high Nullable(Float64) CODEC(ZSTD(1)) AFTER te_on_de_intercept_low,
    ADD COLUMN IF NOT EXISTS te_on_de_r2 Nullable(Float64) COMMENT 'share of the variance of total_effect that the line explains' CODEC(ZSTD(1)) AFTER te_on_de_intercept_high,
    ADD COLUMN IF NOT EXISTS logprob_drop_p95 Nullable(Float64) COMMENT '95th percentile, within 1% or 1e-4; nats' CODEC(ZSTD(1)) AFTER te_on_de_r2,
    ADD COLUMN IF NOT EXISTS logprob_drop_cvar95 Nullable(Float64) COMMENT 'mean of the worst twentieth of the rows, within 1% or 1e-4; nats' CODEC(ZSTD(1)) AFTER logprob_drop_p95,
    ADD COLUMN IF NOT EXISTS synergy_mean Nullable(Float64) COMMENT 'of sets: mean of total_effect(set) − Σ total_effect(members); logits' CODEC(ZSTD(1)) AFTER logprob_drop_cvar95,
    ADD COLUMN IF NOT EXISTS synergy_mean_low Nullable(Float64) CODEC(ZSTD(1)) AFTER synergy_mean,
    ADD COLUMN IF NOT EXISTS synergy_mean_high Nullable(Float64) CODEC(ZSTD(1)) AFTER synergy_mean_low,
    COMMENT COLUMN n 'rows, donors averaged',
    COMMENT COLUMN segment 'all, or key=value; key=other holds the values after the first hundred',
    COMMENT COLUMN window 'all: since the first capture; 1m, 1h, 1d of event time, tumbling';

CREATE OR REPLACE VIEW latest_metrics{{on_cluster}} AS
SELECT *
FROM running_metrics FINAL
COMMENT 'The newest row of each key of running_metrics';
