package io.hydrascope.platform.memory;

/**
 * What one part of a platform needs, all of its process, in megabytes.
 *
 * @param least it runs with, slowly
 * @param usual without an option, where the machine has it
 * @param most that it can use
 * @param share of what is given beyond the usual, in hundredths
 */
record PartSize(int least, int usual, int most, int share) {
  PartSize {
    if (least < 1 || usual < least || most < usual) {
      throw new IllegalArgumentException(
          "least=%d, usual=%d and most=%d must grow".formatted(least, usual, most));
    }
  }

  /**
   * @param part of the way from every part's least to its usual size, from 0 to 1
   */
  int between(double part) {
    return least + (int) ((usual - least) * part);
  }

  /**
   * @param beyond what is given to all parts beyond their usual sizes
   */
  int beyondUsual(int beyond) {
    return (int) Math.min(most, usual + (long) beyond * share / 100);
  }
}
