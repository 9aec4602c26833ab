package io.hydrascope.analysis;

import java.util.Arrays;

/**
 * Counts of values in the buckets of a {@link RelativeHistogram}, for many values in a row.
 * Mutable.
 */
final class BucketCounts {
  private static final int SLACK = 64;

  private int first; // bucket of counts[0]
  private int[] counts = {};

  boolean isEmpty() {
    return counts.length == 0;
  }

  /**
   * Counts each.
   *
   * @param buckets at least one, ascending, some of them perhaps several times
   */
  void add(int[] buckets) {
    cover(buckets[0], buckets[buckets.length - 1]);
    for (int bucket : buckets) {
      counts[bucket - first]++;
    }
  }

  private void cover(int least, int greatest) {
    if (isEmpty()) {
      first = least;
    }
    int end = first + counts.length; // exclusive
    if (least >= first && greatest < end) {
      return;
    }
    int from = least < first ? least - SLACK : first;
    int to = greatest < end ? end : greatest + SLACK;
    int[] wider = new int[to - from];
    System.arraycopy(counts, 0, wider, first - from, counts.length);
    first = from;
    counts = wider;
  }

  /** What was counted; each value weighs 1. */
  RelativeHistogram histogram() {
    int[] buckets = new int[counts.length];
    double[] weights = new double[counts.length];
    int size = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        buckets[size] = first + i;
        weights[size] = counts[i];
        size++;
      }
    }
    return new RelativeHistogram(Arrays.copyOf(buckets, size), Arrays.copyOf(weights, size));
  }
}
