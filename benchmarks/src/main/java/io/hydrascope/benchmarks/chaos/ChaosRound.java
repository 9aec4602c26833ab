package io.hydrascope.benchmarks.chaos;

import java.util.Map;

/**
 * What one round did and found.
 *
 * @param sentRows of effects that must be found, each once
 * @param foundRows with the round's ids
 * @param lostRows sent and not found
 * @param doubledRows found more than once, or never sent
 * @param flowsSeconds from the fault to the end of the longest time without a new visible row
 * @param completeSeconds from the fault until every row was visible
 * @param malformedSent by kind
 * @param wrongLetters malformed messages without a letter of the right reason
 * @param failuresForRecords restarts of a job for something in reading a record
 */
record ChaosRound(
    int round,
    String fault,
    String description,
    long sentRows,
    long foundRows,
    long lostRows,
    long doubledRows,
    double flowsSeconds,
    double completeSeconds,
    Map<String, Integer> malformedSent,
    long wrongLetters,
    long metricsRowsMissing,
    long failuresForRecords) {

  boolean isClean() {
    return lostRows == 0
        && doubledRows == 0
        && wrongLetters == 0
        && metricsRowsMissing == 0
        && failuresForRecords == 0;
  }

  String line() {
    return "%2d  %-20s sent %,7d  found %,7d  lost %d  doubled %d  flows %5.1f s  complete %5.1f s  malformed %,d, wrong letters %d"
        .formatted(
            round,
            fault,
            sentRows,
            foundRows,
            lostRows,
            doubledRows,
            flowsSeconds,
            completeSeconds,
            malformedSent.values().stream().mapToInt(Integer::intValue).sum(),
            wrongLetters);
  }
}
