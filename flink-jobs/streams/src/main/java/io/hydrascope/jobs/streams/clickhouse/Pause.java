package io.hydrascope.jobs.streams.clickhouse;

/** Waits; a test does not. */
interface Pause {
  void millis(long millis) throws InterruptedException;
}
