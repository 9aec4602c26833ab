-- Refreshed views keep their target by its identity, not by its name: who exchanges running_metrics makes them anew.

CREATE MATERIALIZED VIEW IF NOT EXISTS top2_closed{{on_cluster}}
REFRESH EVERY 1 MINUTE APPEND TO running_metrics
AS SELECT * FROM top2_metrics(closed = 1)
COMMENT 'Writes the metrics of kept = top2 when a window has closed';

CREATE MATERIALIZED VIEW IF NOT EXISTS top2_all{{on_cluster}}
REFRESH EVERY 1 HOUR APPEND TO running_metrics
AS SELECT * FROM top2_metrics(closed = 0)
COMMENT 'Writes the metrics of kept = top2 of the window all';
