-- Several rules may compare the same revisions, over all prompts or within a segment.

ALTER TABLE shifts{{on_cluster}}
    ADD COLUMN IF NOT EXISTS rule LowCardinality(String) COMMENT 'of alerts.yaml',
    ADD COLUMN IF NOT EXISTS segment LowCardinality(String) COMMENT 'all or key=value; empty before there were rules: all',
    MODIFY ORDER BY (model, candidate, base, measure, ablation, scope, target, layer, head, kind, component, at, rule, segment);
