package io.hydrascope.benchmarks.chaos;

/**
 * What was there after the last round of one start of the benchmark: a row that a late retry stored
 * once more would show here.
 *
 * @param firstRound that ran on this platform
 * @param rounds that ran on it
 * @param sentRows of all of them
 * @param foundRows in effects
 * @param distinctRows of them, by capture, component and position
 * @param countedRows in the running metrics of all time
 */
record ChaosEnd(
    int firstRound,
    int rounds,
    long sentRows,
    long foundRows,
    long distinctRows,
    long countedRows) {

  static ChaosEnd look(ChaosPlatform platform, int firstRound, int rounds, long sentRows) {
    return new ChaosEnd(
        firstRound,
        rounds,
        sentRows,
        platform.number("SELECT count() FROM effects").orElseThrow(),
        platform
            .number("SELECT uniqExact(capture_id, component, position) FROM effects")
            .orElseThrow(),
        platform
            .number(
                "SELECT sum(n) FROM latest_metrics WHERE segment = 'all' AND window = 'all' AND kept = 'all'")
            .orElseThrow());
  }

  boolean isClean() {
    return foundRows == sentRows && distinctRows == sentRows && countedRows == sentRows;
  }
}
