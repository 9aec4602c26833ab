-- What the jobs would keep of those captures: a key is a revision, a component and one of 13 segments; {slots} windows of one length.
INSERT INTO {table} (model, revision, component, kind, layer, head, ablation, scope, target, segment, window, window_start, kept, n, prompts, self_repair_mean, self_repair_mean_low, self_repair_mean_high, logprob_drop_mean, logprob_drop_mean_low, logprob_drop_mean_high, repair_fraction, repair_fraction_low, repair_fraction_high, updated_at)
WITH
    number % 156 AS c, intDiv(number, 156) % 4 AS r, intDiv(number, 624) % {segments} AS s, intDiv(number, 624 * {segments}) AS slot,
    c < 144 AS is_head, toInt16(if(is_head, intDiv(c, 12), c - 144)) AS l, toInt16(if(is_head, c % 12, -1)) AS h,
    toDateTime64('2026-01-31 00:00:00', 6, 'UTC') - toIntervalSecond({seconds} * (1 + slot)) AS start
SELECT 'gpt2-small', ['base', 'fine-tuned', 'control', 'candidate'][r + 1], if(is_head, concat('L', toString(l), 'H', toString(h)), concat('L', toString(l), '.mlp_out')),
    if(is_head, 'head', 'mlp_out'), l, h, 'zero', 'all_positions', 'argmax',
    if(s = 0, 'all', if(s < 9, concat('task=task-', toString(s - 1)), concat('tenant=tenant-', toString(s - 9)))),
    '{window}', if('{window}' = 'all', toDateTime64(0, 6, 'UTC'), start), 'all', 222, 14,
    randNormal(0.1, 0.1) AS repair, repair - 0.05, repair + 0.05, randNormal(0.2, 0.1, 1) AS drop, drop - 0.05, drop + 0.05,
    randNormal(0.3, 0.1, 2) AS fraction, fraction - 0.05, fraction + 0.05, start + toIntervalSecond({seconds} + 2)
FROM numbers({from}, {count})
SETTINGS max_block_size = 65536, min_insert_block_size_rows = 65536, max_threads = 1, max_insert_threads = 1
