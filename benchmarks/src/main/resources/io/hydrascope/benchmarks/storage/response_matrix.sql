-- 156 ablated components by 170 that can respond, of 4 revisions; three updates of each that are not merged yet.
INSERT INTO response_matrix
WITH
    number % 170 AS j, intDiv(number, 170) % 156 AS c, intDiv(number, 26520) % 4 AS r, intDiv(number, 106080) AS generation,
    c < 144 AS is_head, toInt16(if(is_head, intDiv(c, 12), c - 144)) AS l, toInt16(if(is_head, c % 12, -1)) AS h,
    multiIf(j < 144, 'head', j < 156, 'mlp_out', j < 168, 'attn_bias', j = 168, 'embed', 'pos_embed') AS responder_kind,
    toInt16(multiIf(j < 144, intDiv(j, 12), j < 156, j - 144, j < 168, j - 156, -1)) AS responder_layer, toInt16(if(j < 144, j % 12, -1)) AS responder_head
SELECT 'gpt2-small', ['base', 'fine-tuned', 'control', 'candidate'][r + 1], if(is_head, concat('L', toString(l), 'H', toString(h)), concat('L', toString(l), '.mlp_out')),
    if(is_head, 'head', 'mlp_out'), l, h,
    multiIf(j < 144, concat('L', toString(responder_layer), 'H', toString(responder_head)), j < 168, concat('L', toString(responder_layer), '.', responder_kind), responder_kind),
    responder_kind, responder_layer, responder_head, 'zero', 'all_positions', 'argmax', '', 'all', 'all', toDateTime64(0, 6, 'UTC'),
    160272 + generation, 10017, if(responder_layer > l, randNormal(0, 0.02), 0), 0.01, toDateTime64('2026-01-31 00:00:00', 6, 'UTC') + toIntervalSecond(generation)
FROM numbers(318240)
SETTINGS max_block_size = 106080, max_threads = 1, max_insert_threads = 1, optimize_on_insert = 0
