-- kept = top2: means, fractions, lines, tails and halves with their intervals, segments pooled as the compensation
-- job pools them.

-- Formulas: ClusteredMoments, ClusteredEstimates and ClusteredLines of the module analysis; a test compares the two.
CREATE OR REPLACE VIEW top2_metrics{{on_cluster}} AS
WITH
    -- The segments that the compensation job keeps: those that it pools are pooled here.
    admitted AS
    (
        SELECT DISTINCT model, segment FROM running_metrics WHERE window = 'all' AND kept = 'all' AND segment != 'all'
    ),
    candidates AS
    (
        SELECT *, if(named.1 != '' AND (model, concat(named.1, '=other')) IN (admitted) AND (model, named.2) NOT IN (admitted),
                concat(named.1, '=other'), named.2) AS segment, period.1 AS window, period.2 AS window_start
        FROM effects
        ARRAY JOIN arrayConcat([('', 'all')], arrayMap((name, value) -> (name, concat(name, '=', value)), mapKeys(segments), mapValues(segments))) AS named
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
            toFloat64(count()) AS m, sumForEach(x) AS s, varSampStableForEachState(x) AS squares,
            -- [readout]: direct, compensatory and total effect, logprob_drop
            groupArray([x[2], x[4], x[3], x[14]]) AS points,
            CRC32(prompt_id) % 2 AS half
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
            studentTTestOneSample(0.95)(spread, 0.) AS sample,
            -- [prompt, readout, x c t drop]
            groupArray(points) AS prompt_points,
            arrayMap(own -> if(own.2 = 0, NULL, own.1 / own.2),
                [(sumIf(s[6], half = 0), sumIf(s[2], half = 0)), (sumIf(s[6], half = 1), sumIf(s[2], half = 1))]) AS repair_halves
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
            arrayMap(f -> if(f.1 > 0, (f.3, (f.2 - f.4) / f.1, (f.2 + f.4) / f.1), (NULL, NULL, NULL)), fieller) AS ratios,
            -- Wilson's interval of flip_rate, of as many independent rows as the prompts' spread is worth.
            means[15].1 AS p,
            p * (1 - p) AS spread_p,
            if(spread_p > 0, least(toFloat64(n), ifNull(spread_p / nullIf(pow(halves[15].2 / t, 2), 0), toFloat64(n))), toFloat64(prompts)) AS flip_rows,
            t * t / flip_rows AS flip_scale,
            (p + flip_scale / 2) / (1 + flip_scale) AS flip_centre,
            sqrt(flip_scale * (spread_p + flip_scale / 4)) / (1 + flip_scale) AS flip_half,
            -- Lines: dx of each readout, and what each prompt has of Σ dx² and of the rows.
            arrayFlatten(arrayMap(own -> arrayMap(p -> p[1], own), prompt_points)) AS xs,
            arraySum(xs) / n AS x_mean,
            arraySum(x -> pow(x - x_mean, 2), xs) AS xx,
            xx > n * pow(1e-10 * x_mean, 2) AS has_lines,
            arrayMap(own -> arraySum(p -> pow(p[1] - x_mean, 2), own) / xx, prompt_points) AS slope_parts,
            -- How far the line bends towards each prompt, weighted by its part in the estimate's variance; CR3's factor from it.
            arrayMap((own, part) -> length(own) / n + part, prompt_points, slope_parts) AS leverages,
            arraySum((part, leverage) -> part * leverage, slope_parts, leverages) AS slope_leverage,
            arraySum((own, part, leverage) -> leverage * (length(own) / (n * n) - 2 * x_mean * arraySum(p -> p[1] - x_mean, own) / (n * xx)
                + x_mean * x_mean * part / xx), prompt_points, slope_parts, leverages) / (1 / n + x_mean * x_mean / xx) AS intercept_leverage,
            if(prompts > 1 AND 1 - slope_leverage > 1e-6, (prompts - 1) / prompts / pow(1 - slope_leverage, 2), NULL) AS slope_factor,
            if(prompts > 1 AND 1 - intercept_leverage > 1e-6, (prompts - 1) / prompts / pow(1 - intercept_leverage, 2), NULL) AS intercept_factor,
            -- [c, t]: slope, intercept, Σ over prompts of their squared influence, r²
            arrayMap(k -> arraySum(own -> arraySum(p -> p[k], own), prompt_points) / n, [2, 3]) AS y_means,
            arrayMap((k, y) -> arraySum(own -> arraySum(p -> (p[1] - x_mean) * (p[k] - y), own), prompt_points), [2, 3], y_means) AS xy,
            arrayMap((k, y) -> arraySum(own -> arraySum(p -> pow(p[k] - y, 2), own), prompt_points), [2, 3], y_means) AS yy_sums,
            arrayMap(product -> product / xx, xy) AS slopes,
            arrayMap((k, y, slope) -> arraySum(own -> pow(arraySum(p -> (p[1] - x_mean) / xx
                * (p[k] - y - slope * (p[1] - x_mean)), own), 2), prompt_points), [2, 3], y_means, slopes) AS slope_squares,
            arrayMap((k, y, slope) -> arraySum(own -> pow(arraySum(p -> (1 / n - x_mean * (p[1] - x_mean) / xx)
                * (p[k] - y - slope * (p[1] - x_mean)), own), 2), prompt_points), [2, 3], y_means, slopes) AS intercept_squares,
            arrayMap((slope, squares) -> (slope, t * sqrt(squares * slope_factor)), slopes, slope_squares) AS slope_ends,
            arrayMap((y, slope, squares) -> (y - slope * x_mean, t * sqrt(squares * intercept_factor)), y_means, slopes, intercept_squares) AS intercept_ends,
            arrayMap((product, y) -> if(y > 0, least(1, product * product / (xx * y)), NULL), xy, yy_sums) AS r2s,
            -- Tails: the least value with at most a twentieth of the rows above it; the mean of the worst twentieth.
            arraySort(arrayFlatten(arrayMap(own -> arrayMap(p -> p[4], own), prompt_points))) AS drops,
            toInt64(intDiv(n, 20)) AS beyond,
            drops[toInt64(n) - beyond] AS p95,
            (if(beyond = 0, 0, arraySum(arraySlice(drops, -beyond))) + p95 * (n / 20 - beyond)) / (n / 20) AS cvar95
        FROM moments
    )
SELECT
    model, revision, component, kind, layer, head, ablation, scope, target, reference_set, segment, window, window_start,
    'top2' AS kept, n, prompts,
    means[1].1 AS contribution_mean, means[1].2 AS contribution_mean_low, means[1].3 AS contribution_mean_high, if(n < 2, NULL, variance[1]) AS contribution_variance,
    means[2].1 AS direct_effect_mean, means[2].2 AS direct_effect_mean_low, means[2].3 AS direct_effect_mean_high, if(n < 2, NULL, variance[2]) AS direct_effect_variance,
    means[3].1 AS total_effect_mean, means[3].2 AS total_effect_mean_low, means[3].3 AS total_effect_mean_high, if(n < 2, NULL, variance[3]) AS total_effect_variance,
    means[4].1 AS compensatory_effect_mean, means[4].2 AS compensatory_effect_mean_low, means[4].3 AS compensatory_effect_mean_high, if(n < 2, NULL, variance[4]) AS compensatory_effect_variance,
    means[5].1 AS norm_term_mean, means[5].2 AS norm_term_mean_low, means[5].3 AS norm_term_mean_high, if(n < 2, NULL, variance[5]) AS norm_term_variance,
    means[6].1 AS self_repair_mean, means[6].2 AS self_repair_mean_low, means[6].3 AS self_repair_mean_high, if(n < 2, NULL, variance[6]) AS self_repair_variance,
    means[7].1 AS closure_error_mean, means[7].2 AS closure_error_mean_low, means[7].3 AS closure_error_mean_high, if(n < 2, NULL, variance[7]) AS closure_error_variance,
    means[8].1 AS heads_response_mean, means[8].2 AS heads_response_mean_low, means[8].3 AS heads_response_mean_high, if(n < 2, NULL, variance[8]) AS heads_response_variance,
    means[9].1 AS mlps_response_mean, means[9].2 AS mlps_response_mean_low, means[9].3 AS mlps_response_mean_high, if(n < 2, NULL, variance[9]) AS mlps_response_variance,
    means[10].1 AS other_response_mean, means[10].2 AS other_response_mean_low, means[10].3 AS other_response_mean_high, if(n < 2, NULL, variance[10]) AS other_response_variance,
    means[11].1 AS positive_response_mean, means[11].2 AS positive_response_mean_low, means[11].3 AS positive_response_mean_high, if(n < 2, NULL, variance[11]) AS positive_response_variance,
    means[12].1 AS erasure_response_mean, means[12].2 AS erasure_response_mean_low, means[12].3 AS erasure_response_mean_high, if(n < 2, NULL, variance[12]) AS erasure_response_variance,
    means[13].1 AS kl_mean, means[13].2 AS kl_mean_low, means[13].3 AS kl_mean_high, if(n < 2, NULL, variance[13]) AS kl_variance,
    means[14].1 AS logprob_drop_mean, means[14].2 AS logprob_drop_mean_low, means[14].3 AS logprob_drop_mean_high, if(n < 2, NULL, variance[14]) AS logprob_drop_variance,
    means[15].1 AS flip_rate, flip_centre - flip_half AS flip_rate_low, flip_centre + flip_half AS flip_rate_high,
    ratios[1].1 AS repair_fraction, ratios[1].2 AS repair_fraction_low, ratios[1].3 AS repair_fraction_high,
    ratios[2].1 AS repair_from_heads, ratios[2].2 AS repair_from_heads_low, ratios[2].3 AS repair_from_heads_high,
    ratios[3].1 AS repair_from_mlps, ratios[3].2 AS repair_from_mlps_low, ratios[3].3 AS repair_from_mlps_high,
    ratios[4].1 AS repair_from_other, ratios[4].2 AS repair_from_other_low, ratios[4].3 AS repair_from_other_high,
    ratios[5].1 AS repair_from_norm, ratios[5].2 AS repair_from_norm_low, ratios[5].3 AS repair_from_norm_high,
    ratios[6].1 AS erasure_share, ratios[6].2 AS erasure_share_low, ratios[6].3 AS erasure_share_high,
    if(ratios[1].1 IS NULL, NULL, repair_halves[1]) AS repair_fraction_even,
    if(ratios[1].1 IS NULL, NULL, repair_halves[2]) AS repair_fraction_odd,
    means[16].1 AS importance_gap, means[16].2 AS importance_gap_low, means[16].3 AS importance_gap_high,
    if(has_lines, slope_ends[1].1, NULL) AS ce_on_de_slope, if(has_lines, slope_ends[1].1 - slope_ends[1].2, NULL) AS ce_on_de_slope_low,
    if(has_lines, slope_ends[1].1 + slope_ends[1].2, NULL) AS ce_on_de_slope_high,
    if(has_lines, intercept_ends[1].1, NULL) AS ce_on_de_intercept, if(has_lines, intercept_ends[1].1 - intercept_ends[1].2, NULL) AS ce_on_de_intercept_low,
    if(has_lines, intercept_ends[1].1 + intercept_ends[1].2, NULL) AS ce_on_de_intercept_high,
    if(has_lines, r2s[1], NULL) AS ce_on_de_r2,
    if(has_lines, slope_ends[2].1, NULL) AS te_on_de_slope, if(has_lines, slope_ends[2].1 - slope_ends[2].2, NULL) AS te_on_de_slope_low,
    if(has_lines, slope_ends[2].1 + slope_ends[2].2, NULL) AS te_on_de_slope_high,
    if(has_lines, intercept_ends[2].1, NULL) AS te_on_de_intercept, if(has_lines, intercept_ends[2].1 - intercept_ends[2].2, NULL) AS te_on_de_intercept_low,
    if(has_lines, intercept_ends[2].1 + intercept_ends[2].2, NULL) AS te_on_de_intercept_high,
    if(has_lines, r2s[2], NULL) AS te_on_de_r2,
    p95 AS logprob_drop_p95, cvar95 AS logprob_drop_cvar95,
    now64(6) AS updated_at
FROM estimates
COMMENT 'Rows for running_metrics with kept = top2, of the windows that are due';
