package io.hydrascope.analysis.shift;

import java.util.Comparator;

/**
 * Which row it is, whatever the revision.
 *
 * @param component index in the plan
 */
record RowKey(int component, int position, String donor) implements Comparable<RowKey> {
  private static final Comparator<RowKey> ORDER =
      Comparator.comparingInt(RowKey::component)
          .thenComparingInt(RowKey::position)
          .thenComparing(RowKey::donor);

  @Override
  public int compareTo(RowKey other) {
    return ORDER.compare(this, other);
  }
}
