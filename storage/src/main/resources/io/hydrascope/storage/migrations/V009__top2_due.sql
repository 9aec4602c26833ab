-- kept = top2: metrics of the 2% of a key's rows with the largest contribution, from what is stored.
-- The server schedules it, and what is due follows from the tables: no process of ours has to run, and a
-- restart loses nothing. A row that is computed again replaces the earlier one.

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
