-- running_metrics with window_start last in its key: the windows of one component lie together, so that its course
-- over time is one range to read instead of every component of each hour.
-- Write buffers grow with what is written: of full size for each of its columns they are a gigabyte a part.
-- Writers and readers go on meanwhile. They know tables by name, and the exchange is atomic.

-- The schedules keep a table by its identity, not by its name.
DROP VIEW IF EXISTS top2_closed{{on_cluster}} SYNC;

DROP VIEW IF EXISTS top2_all{{on_cluster}} SYNC;

-- What an interrupted run has left may be the exchanged table with rows that came last: nothing of it is lost,
-- and what both have counts once.
CREATE TABLE IF NOT EXISTS running_metrics_exchanged{{on_cluster}} AS running_metrics
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (model, revision, ablation, scope, target, reference_set, window, segment, kept,
    layer, head, kind, component, window_start);

INSERT INTO running_metrics SELECT * FROM running_metrics_exchanged
SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = 65536, min_insert_block_size_rows = 65536;

DROP TABLE running_metrics_exchanged{{on_cluster}} SYNC;

CREATE TABLE running_metrics_exchanged{{on_cluster}} AS running_metrics
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (model, revision, ablation, scope, target, reference_set, window, segment, kept,
    layer, head, kind, component, window_start)
SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800,
    min_columns_to_activate_adaptive_write_buffer = 30
COMMENT 'Metrics of each component so far; read latest_metrics for the newest row of each key';

INSERT INTO running_metrics_exchanged SELECT * FROM running_metrics
SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = 65536, min_insert_block_size_rows = 65536;

EXCHANGE TABLES running_metrics AND running_metrics_exchanged{{on_cluster}};

-- Rows that were written while the others were copied. An insert is tried again for less than a day.
INSERT INTO running_metrics SELECT * FROM running_metrics_exchanged
WHERE updated_at > (SELECT max(updated_at) - toIntervalDay(1) FROM running_metrics_exchanged)
SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = 65536, min_insert_block_size_rows = 65536;

DROP TABLE running_metrics_exchanged{{on_cluster}} SYNC;

CREATE MATERIALIZED VIEW IF NOT EXISTS top2_closed{{on_cluster}}
REFRESH EVERY 1 MINUTE APPEND TO running_metrics
AS SELECT * FROM top2_metrics(closed = 1)
COMMENT 'Writes the metrics of kept = top2 when a window has closed';

CREATE MATERIALIZED VIEW IF NOT EXISTS top2_all{{on_cluster}}
REFRESH EVERY 1 HOUR APPEND TO running_metrics
AS SELECT * FROM top2_metrics(closed = 0)
COMMENT 'Writes the metrics of kept = top2 of the window all';
