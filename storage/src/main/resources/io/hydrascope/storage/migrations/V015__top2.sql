-- kept = top2: metrics of the 2% of a key's rows with the largest contribution, from what is stored.
-- The server schedules it, and what is due follows from the tables: no process of ours has to run, and a
-- restart loses nothing. A row that is computed again replaces the earlier one.

-- When rows last arrived, by minute of event time: says which windows have news without reading effects.
ALTER TABLE effects{{on_cluster}} ADD PROJECTION IF NOT EXISTS arrivals
(
    SELECT model, revision, toStartOfMinute(event_time), max(inserted_at)
    GROUP BY model, revision, toStartOfMinute(event_time)
);

ALTER TABLE effects{{on_cluster}} MATERIALIZE PROJECTION arrivals;

-- closed = 1: the windows 1m, 1h and 1d that have ended, oldest first, as many as one run takes in; closed = 0: the window all.
-- Due is what has rows that no earlier run can have seen. Grace is what an insert may take: rows that were on their way
-- while a window was computed make it due again. Rows that arrived three days before the newest one are settled:
-- without that, a window whose metrics have expired would be computed for ever.
CREATE OR REPLACE VIEW top2_due{{on_cluster}} AS
WITH
    toIntervalMinute(2) AS grace,
    computed AS
    (
        SELECT model, revision, window, window_start, max(updated_at) AS computed_at
        FROM running_metrics
        WHERE kept = 'top2' AND segment = 'all' AND (window != 'all') = {closed:Bool}
        GROUP BY model, revision, window, window_start
    ),
    arrived AS
    (
        SELECT model, revision, toStartOfMinute(event_time) AS minute, max(inserted_at) AS newest
        FROM effects
        GROUP BY model, revision, minute
    ),
    ended AS
    (
        SELECT model, revision, period.1 AS window, period.2 AS window_start, max(period.3) AS window_end, max(newest) AS newest
        FROM arrived
        ARRAY JOIN if({closed:Bool},
            [
                ('1m', toDateTime64(minute, 6, 'UTC'), toDateTime64(minute + toIntervalMinute(1), 6, 'UTC')),
                ('1h', toDateTime64(toStartOfHour(minute), 6, 'UTC'), toDateTime64(toStartOfHour(minute) + toIntervalHour(1), 6, 'UTC')),
                ('1d', toDateTime64(toStartOfDay(minute), 6, 'UTC'), toDateTime64(toStartOfDay(minute) + toIntervalDay(1), 6, 'UTC'))
            ],
            [('all', toDateTime64(0, 6, 'UTC'), toDateTime64(0, 6, 'UTC'))]) AS period
        GROUP BY model, revision, window, window_start
        HAVING window_end + grace <= now64(6)
    )
SELECT model, revision, window, window_start, window_end
FROM ended
LEFT JOIN computed USING (model, revision, window, window_start)
WHERE newest + grace > computed_at AND newest + toIntervalDay(3) > (SELECT max(inserted_at) FROM effects)
ORDER BY window_end, window, model, revision
LIMIT 100
COMMENT 'Windows whose top2 metrics are to be computed';

-- Formulas: ClusteredMoments and ClusteredEstimates of the module analysis; a test compares the two.
CREATE OR REPLACE VIEW top2_metrics{{on_cluster}} AS
WITH
    candidates AS
    (
        SELECT *, segment, period.1 AS window, period.2 AS window_start
        FROM effects
        ARRAY JOIN arrayConcat(['all'], arrayMap((name, value) -> concat(name, '=', value), mapKeys(segments), mapValues(segments))) AS segment
        ARRAY JOIN if({closed:Bool},
            [
                ('1m', toDateTime64(toStartOfMinute(event_time), 6, 'UTC')),
                ('1h', toDateTime64(toStartOfHour(event_time), 6, 'UTC')),
                ('1d', toDateTime64(toStartOfDay(event_time), 6, 'UTC'))
            ],
            [('all', toDateTime64(0, 6, 'UTC'))]) AS period
        WHERE inclusion_probability = 1
            AND (model, revision, period.1, period.2) IN (SELECT model, revision, window, window_start FROM top2_due(closed = {closed:Bool}))
            AND event_time >= (SELECT min(window_start) FROM top2_due(closed = {closed:Bool}))
            AND (NOT {closed:Bool} OR event_time < (SELECT max(window_end) FROM top2_due(closed = {closed:Bool})))
    ),
    -- Donors share the intact run, and with it the contribution.
    thresholds AS
    (
        SELECT model, revision, component, ablation, scope, target, reference_set, segment, window, window_start,
            quantileExact(0.98)(intact) AS threshold
        FROM
        (
            SELECT model, revision, component, ablation, scope, target, reference_set, segment, window, window_start,
                any(contribution) AS intact
            FROM candidates
            GROUP BY model, revision, component, ablation, scope, target, reference_set, capture_id, position, target_token,
                segment, window, window_start
        )
        GROUP BY model, revision, component, ablation, scope, target, reference_set, segment, window, window_start
    ),
    -- One row a readout, donors averaged: the measures in column order, the flip, the importance gap.
    readouts AS
    (
        SELECT model, revision, component, any(kind) AS kind, any(layer) AS layer, any(head) AS head, ablation, scope, target,
            reference_set, segment, window, window_start, prompt_id,
            avgForEach([contribution, direct_effect, total_effect, compensatory_effect, norm_term, self_repair,
                closure_error, heads_response, mlps_response, other_response, positive_response, erasure_response,
                kl, logprob_drop, toFloat64(top1_flip), contribution - total_effect]) AS x
        FROM candidates
        INNER JOIN thresholds USING (model, revision, component, ablation, scope, target, reference_set, segment, window, window_start)
        WHERE contribution >= threshold
        GROUP BY model, revision, component, ablation, scope, target, reference_set, segment, window, window_start,
            prompt_id, capture_id, position, target_token
    ),
    -- One row a prompt: m rows, Σx.
    sums AS
    (
        SELECT model, revision, component, any(kind) AS kind, any(layer) AS layer, any(head) AS head, ablation, scope, target,
            reference_set, segment, window, window_start,
            cityHash64(prompt_id) / 18446744073709551616. AS spread,
            toFloat64(count()) AS m, sumForEach(x) AS s, varSampStableForEachState(x) AS squares
        FROM readouts
        GROUP BY model, revision, component, ablation, scope, target, reference_set, segment, window, window_start, prompt_id
    ),
    moments AS
    (
        WITH
            -- [ratio]: self_repair, heads, mlps, other, norm over direct_effect; erasure over positive
            [s[6], s[8], s[9], s[10], s[5], s[12]] AS y,
            [s[2], s[2], s[2], s[2], s[2], s[11]] AS d
        SELECT model, revision, component, any(kind) AS kind, any(layer) AS layer, any(head) AS head, ablation, scope, target,
            reference_set, segment, window, window_start,
            toUInt64(sum(m)) AS n, count() AS prompts,
            varSampStableForEachMerge(squares) AS variance,
            -- [measure]: mean over rows; per prompt covariances of the sum with itself and with m
            arrayMap(v -> v / n, sumForEach(s)) AS mean,
            varSampStableForEach(s) AS ss,
            covarSampStableForEach(s, arrayWithConstant(16, m)) AS sm,
            varSampStable(m) AS mm,
            avgForEach(y) AS mean_y, avgForEach(d) AS mean_d,
            varSampStableForEach(y) AS yy, varSampStableForEach(d) AS dd, covarSampStableForEach(y, d) AS yd,
            -- Student's 97.5% point with prompts − 1 degrees of freedom, from the interval of any sample of that size.
            studentTTestOneSample(0.95)(spread, 0.) AS sample
        FROM sums
        GROUP BY model, revision, component, ablation, scope, target, reference_set, segment, window, window_start
    ),
    estimates AS
    (
        SELECT *,
            if(prompts < 2, NULL, (sample.4 - sample.3) * sample.1 / (sample.4 + sample.3)) AS t,
            arrayMap((v, s2, c) -> (v, t * sqrt(greatest(0, s2 - 2 * v * c + v * v * mm) / prompts) / (n / prompts)), mean, ss, sm) AS halves,
            arrayMap(half -> (half.1, half.1 - half.2, half.1 + half.2), halves) AS means,
            -- Fieller's ends; undefined where the interval of the denominator contains 0.
            arrayMap((yy, d, vy, vd, c) -> (yy, d, vy / prompts, vd / prompts, c / prompts), mean_y, mean_d, yy, dd, yd) AS parts,
            arrayMap(p -> (p.2 * p.2 - t * t * p.4, p.1 * p.2 - t * t * p.5, p.1 / p.2,
                t * sqrt(greatest(0, p.2 * p.2 * greatest(0, p.3 - 2 * p.1 / p.2 * p.5 + pow(p.1 / p.2, 2) * p.4)
                    - t * t * (p.4 * p.3 - p.5 * p.5)))), parts) AS fieller,
            arrayMap(f -> if(f.1 > 0, (f.3, (f.2 - f.4) / f.1, (f.2 + f.4) / f.1), (NULL, NULL, NULL)), fieller) AS ratios
        FROM moments
    )
SELECT
    model, revision, component, kind, layer, head, ablation, scope, target, reference_set, segment, window, window_start,
    'top2' AS kept,
    n,
    prompts,
    means[1].1 AS contribution_mean,
    means[1].2 AS contribution_mean_low,
    means[1].3 AS contribution_mean_high,
    if(n < 2, NULL, variance[1]) AS contribution_variance,
    means[2].1 AS direct_effect_mean,
    means[2].2 AS direct_effect_mean_low,
    means[2].3 AS direct_effect_mean_high,
    if(n < 2, NULL, variance[2]) AS direct_effect_variance,
    means[3].1 AS total_effect_mean,
    means[3].2 AS total_effect_mean_low,
    means[3].3 AS total_effect_mean_high,
    if(n < 2, NULL, variance[3]) AS total_effect_variance,
    means[4].1 AS compensatory_effect_mean,
    means[4].2 AS compensatory_effect_mean_low,
    means[4].3 AS compensatory_effect_mean_high,
    if(n < 2, NULL, variance[4]) AS compensatory_effect_variance,
    means[5].1 AS norm_term_mean,
    means[5].2 AS norm_term_mean_low,
    means[5].3 AS norm_term_mean_high,
    if(n < 2, NULL, variance[5]) AS norm_term_variance,
    means[6].1 AS self_repair_mean,
    means[6].2 AS self_repair_mean_low,
    means[6].3 AS self_repair_mean_high,
    if(n < 2, NULL, variance[6]) AS self_repair_variance,
    means[7].1 AS closure_error_mean,
    means[7].2 AS closure_error_mean_low,
    means[7].3 AS closure_error_mean_high,
    if(n < 2, NULL, variance[7]) AS closure_error_variance,
    means[8].1 AS heads_response_mean,
    means[8].2 AS heads_response_mean_low,
    means[8].3 AS heads_response_mean_high,
    if(n < 2, NULL, variance[8]) AS heads_response_variance,
    means[9].1 AS mlps_response_mean,
    means[9].2 AS mlps_response_mean_low,
    means[9].3 AS mlps_response_mean_high,
    if(n < 2, NULL, variance[9]) AS mlps_response_variance,
    means[10].1 AS other_response_mean,
    means[10].2 AS other_response_mean_low,
    means[10].3 AS other_response_mean_high,
    if(n < 2, NULL, variance[10]) AS other_response_variance,
    means[11].1 AS positive_response_mean,
    means[11].2 AS positive_response_mean_low,
    means[11].3 AS positive_response_mean_high,
    if(n < 2, NULL, variance[11]) AS positive_response_variance,
    means[12].1 AS erasure_response_mean,
    means[12].2 AS erasure_response_mean_low,
    means[12].3 AS erasure_response_mean_high,
    if(n < 2, NULL, variance[12]) AS erasure_response_variance,
    means[13].1 AS kl_mean,
    means[13].2 AS kl_mean_low,
    means[13].3 AS kl_mean_high,
    if(n < 2, NULL, variance[13]) AS kl_variance,
    means[14].1 AS logprob_drop_mean,
    means[14].2 AS logprob_drop_mean_low,
    means[14].3 AS logprob_drop_mean_high,
    if(n < 2, NULL, variance[14]) AS logprob_drop_variance,
    means[15].1 AS flip_rate,
    means[15].2 AS flip_rate_low,
    means[15].3 AS flip_rate_high,
    ratios[1].1 AS repair_fraction,
    ratios[1].2 AS repair_fraction_low,
    ratios[1].3 AS repair_fraction_high,
    ratios[2].1 AS repair_from_heads,
    ratios[2].2 AS repair_from_heads_low,
    ratios[2].3 AS repair_from_heads_high,
    ratios[3].1 AS repair_from_mlps,
    ratios[3].2 AS repair_from_mlps_low,
    ratios[3].3 AS repair_from_mlps_high,
    ratios[4].1 AS repair_from_other,
    ratios[4].2 AS repair_from_other_low,
    ratios[4].3 AS repair_from_other_high,
    ratios[5].1 AS repair_from_norm,
    ratios[5].2 AS repair_from_norm_low,
    ratios[5].3 AS repair_from_norm_high,
    ratios[6].1 AS erasure_share,
    ratios[6].2 AS erasure_share_low,
    ratios[6].3 AS erasure_share_high,
    means[16].1 AS importance_gap,
    means[16].2 AS importance_gap_low,
    means[16].3 AS importance_gap_high,
    now64(6) AS updated_at
FROM estimates
COMMENT 'Rows for running_metrics with kept = top2, of the windows that are due';

DROP VIEW IF EXISTS top2_closed{{on_cluster}} SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS top2_closed{{on_cluster}}
REFRESH EVERY 1 MINUTE APPEND TO running_metrics
AS SELECT * FROM top2_metrics(closed = 1)
COMMENT 'Writes the metrics of kept = top2 when a window has closed';

DROP VIEW IF EXISTS top2_all{{on_cluster}} SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS top2_all{{on_cluster}}
REFRESH EVERY 1 HOUR APPEND TO running_metrics
AS SELECT * FROM top2_metrics(closed = 0)
COMMENT 'Writes the metrics of kept = top2 of the window all';
