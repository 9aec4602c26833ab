package io.hydrascope.analysis.shift;

/**
 * Which row it is, whatever the revision.
 *
 * @param component index in the plan
 */
record RowKey(int component, int position, String donor) implements Comparable<RowKey> {
  @Override
  public int compareTo(RowKey other) {
    int order = Integer.compare(component, other.component);
    if (order == 0) {
      order = Integer.compare(position, other.position);
    }
    return order == 0 ? donor.compareTo(other.donor) : order;
  }
}
