-- 100 alerts that changed state 100 times each.
INSERT INTO alerts
SELECT concat('alert-', toString(number % 100)), toDateTime64('2026-01-01 00:00:00', 6, 'UTC') + toIntervalMinute(number), 'shift', 'gpt2-small', 'base',
    'fine-tuned', '', 'self_repair', if(number % 7 = 0, 'OK', 'ALERT'), 'OK', 'high', 0.1, 0.05, 0.15, 1000, 200, repeat('{"component": "L3H2"}', 40)
FROM numbers(10000)
