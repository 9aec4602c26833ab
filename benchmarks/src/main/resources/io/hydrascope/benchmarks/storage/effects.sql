-- Captures in the order in which they would arrive: 4 revisions, 156 components, 16 readouts a prompt, over 30 days.
INSERT INTO {table} (model, revision, run_id, capture_id, prompt_id, position, component, kind, layer, head, ablation, scope, target, target_token, donor_id, reference_set, segments, event_time, inserted_at, intact_logit, ablated_logit, contribution, direct_effect, total_effect, compensatory_effect, norm_term, self_repair, closure_error, heads_response, mlps_response, other_response, positive_response, erasure_response, kl, logprob_drop, top1_flip)
WITH
    number % 156 AS c, intDiv(number, 156) % 16 AS readout, intDiv(number, 2496) % 4 AS r, intDiv(number, 9984) AS prompt,
    c < 144 AS is_head, toInt16(if(is_head, intDiv(c, 12), c - 144)) AS l, toInt16(if(is_head, c % 12, -1)) AS h,
    0.05 + 2 * pow(cityHash64(c, r, 7) / 1.8446744073709552e19, 4) AS scale,
    toDateTime64('2026-01-01 00:00:00', 6, 'UTC') + toIntervalMicrosecond(toUInt64(prompt * 2592000e6 / {prompts})) AS at,
    scale * randNormal(0.5, 1) AS direct, 0.3 * direct + scale * randNormal(0, 0.4, 1) AS repair, 0.1 * repair AS norm,
    repair - norm AS others, scale * randNormal(0, 0.2, 2) AS heads, direct - repair AS total
SELECT 'gpt2-small', ['base', 'fine-tuned', 'control', 'candidate'][r + 1], 'run-1', lower(hex(sipHash128(prompt, r))),
    concat('p', toString(prompt)), 4 + readout * 3, if(is_head, concat('L', toString(l), 'H', toString(h)), concat('L', toString(l), '.mlp_out')),
    if(is_head, 'head', 'mlp_out'), l, h, 'zero', 'all_positions', 'argmax', cityHash64(prompt, readout) % 50257, '', '',
    map('task', concat('task-', toString(cityHash64(prompt) % 8)), 'tenant', concat('tenant-', toString(cityHash64(prompt, 1) % 4))),
    at, at + toIntervalSecond(2), 12 + randNormal(0, 3, 3) AS intact, intact - total, direct, direct, total, others, norm, repair,
    randNormal(0, 1e-6, 4), heads, others - heads - 0.01 * scale, 0.01 * scale, abs(others) + abs(heads), abs(heads) * 0.3,
    abs(total) * 0.2 * randExponential(1, 5), total * 0.6 + scale * randNormal(0, 0.1, 6), abs(total) > 1
FROM numbers({from}, {count})
SETTINGS max_block_size = 998400, min_insert_block_size_rows = 998400, max_threads = 2, max_insert_threads = 1
