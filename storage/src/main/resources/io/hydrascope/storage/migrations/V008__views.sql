-- What people read. FINAL and LIMIT BY make each view right before the server has merged anything.

CREATE OR REPLACE VIEW latest_metrics{{on_cluster}} AS
SELECT *
FROM running_metrics FINAL
COMMENT 'The newest row of each key of running_metrics';

CREATE OR REPLACE VIEW fragile_components{{on_cluster}} AS
SELECT
    model,
    revision,
    row_number() OVER (
        PARTITION BY model, revision, ablation, scope, target, reference_set
        ORDER BY logprob_drop_mean DESC NULLS LAST, component
    ) AS rank,
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
FROM running_metrics FINAL
WHERE segment = 'all' AND window = 'all' AND kept = 'all'
ORDER BY model, revision, ablation, scope, target, reference_set, rank
COMMENT 'Components by what losing them costs: mean logprob_drop in nats, rank 1 costs most';

-- The components of a layer share their prompts. A mean of their interval ends is at least as wide
-- as the interval of their mean, whatever the dependence. No such bound exists for a fraction.
CREATE OR REPLACE VIEW self_repair_by_layer{{on_cluster}} AS
SELECT
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
WHERE segment = 'all' AND window = 'all' AND kept = 'all'
GROUP BY model, revision, ablation, scope, target, reference_set, kind, layer
ORDER BY model, revision, ablation, scope, target, reference_set, kind, layer
COMMENT 'Mean self_repair of the components of a layer, in logits; intervals are conservative';

CREATE OR REPLACE VIEW open_alerts{{on_cluster}} AS
SELECT *
FROM (SELECT * FROM alerts ORDER BY at DESC LIMIT 1 BY alert_id)
WHERE state NOT IN ('OK', 'UNKNOWN')
ORDER BY at DESC
COMMENT 'The latest state of each alert that is not OK or UNKNOWN';

CREATE OR REPLACE VIEW freshness{{on_cluster}} AS
SELECT
    source,
    model,
    revision,
    newest,
    dateDiff('second', newest, now64(6)) AS age_seconds
FROM
(
    SELECT 'effects' AS source, model, revision, max(inserted_at) AS newest FROM effects GROUP BY model, revision
    UNION ALL
    SELECT 'running_metrics', model, revision, max(updated_at) FROM running_metrics GROUP BY model, revision
    UNION ALL
    SELECT 'shifts', model, candidate, max(at) FROM shifts GROUP BY model, candidate
    UNION ALL
    SELECT 'alerts', model, revision, max(at) FROM alerts GROUP BY model, revision
)
ORDER BY source, model, revision
COMMENT 'When each table last heard of each revision';
