package io.hydrascope.schemas;

import java.util.Collection;
import java.util.Comparator;

/** What somebody probably meant. */
public final class NearestWord {
  private NearestWord() {}

  /** The word with the fewest insertions, deletions and substitutions away; the first of equals. */
  public static String to(String typed, Collection<String> words) {
    return words.stream().min(Comparator.comparingInt(word -> distance(typed, word))).orElseThrow();
  }

  private static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substitute = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitute, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
