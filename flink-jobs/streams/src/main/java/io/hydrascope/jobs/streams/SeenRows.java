package io.hydrascope.jobs.streams;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which rows of a capture were seen: one bit a place and unit of the capture's plan.
 *
 * @param sinceMillis when the first came
 * @param words of 64 units, how many a place has
 * @param places position in the upper, donor in the lower half, as they came
 * @param units bits of the plan's units // [place, word]
 */
public record SeenRows(long sinceMillis, int words, long[] places, long[] units) {

  static SeenRows none(long nowMillis, int unitsOfPlan) {
    int words = (unitsOfPlan + Long.SIZE - 1) / Long.SIZE;
    return new SeenRows(nowMillis, words, new long[0], new long[0]);
  }

  static long place(int position, int donor) {
    return ((long) position << Integer.SIZE) | Integer.toUnsignedLong(donor);
  }

  /** With room for these places; itself where it has them all. */
  SeenRows covering(long[] wanted) {
    Set<Long> missing = new LinkedHashSet<>();
    int guess = 0;
    for (long place : wanted) {
      int index = indexOf(place, guess);
      if (index < 0) {
        missing.add(place);
      }
      guess = index + 1;
    }
    if (missing.isEmpty()) {
      return this;
    }
    long[] more = Arrays.copyOf(places, places.length + missing.size());
    int next = places.length;
    for (long place : missing) {
      more[next] = place;
      next++;
    }
    return new SeenRows(sinceMillis, words, more, Arrays.copyOf(units, more.length * words));
  }

  /**
   * Marks the rows as seen, whose places it covers, and says which were not before. // [row]
   *
   * @param unit of the plan // [row]
   */
  boolean[] mark(long[] rowPlaces, int[] unit) {
    boolean[] fresh = new boolean[rowPlaces.length];
    int guess = 0;
    for (int row = 0; row < fresh.length; row++) {
      int index = indexOf(rowPlaces[row], guess);
      int word = index * words + unit[row] / Long.SIZE;
      long bit = 1L << (unit[row] % Long.SIZE);
      fresh[row] = (units[word] & bit) == 0;
      units[word] |= bit;
      guess = index + 1;
    }
    return fresh;
  }

  /** -1 where it is not covered. The rows of each unit have the same places in the same order. */
  private int indexOf(long place, int guess) {
    if (guess < places.length && places[guess] == place) {
      return guess;
    }
    for (int i = 0; i < places.length; i++) {
      if (places[i] == place) {
        return i;
      }
    }
    return -1;
  }
}
