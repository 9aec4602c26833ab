package io.hydrascope.analysis.shift;

/**
 * Sums over a component's positions of the means over donors: donors of one position share noise
 * and are one observation. Rows come by component, position and donor, so that the sums are the
 * same bits whatever the order in which messages came.
 */
final class PlaceSums {
  private static final int NONE = -1;

  private final int width;
  private final double[] sums; // [component, value]
  private final int[] places; // [component], positions with a row
  private final double[] open; // of the present position, over its donors
  private int component = NONE;
  private int position;
  private int donors;

  PlaceSums(int components, int width) {
    this.width = width;
    sums = new double[components * width];
    places = new int[components];
    open = new double[width];
  }

  void add(int component, int position, double... values) {
    if (component != this.component || position != this.position) {
      close();
      this.component = component;
      this.position = position;
    }
    for (int i = 0; i < width; i++) {
      open[i] += values[i];
    }
    donors++;
  }

  private void close() {
    if (component == NONE) {
      return;
    }
    for (int i = 0; i < width; i++) {
      sums[component * width + i] += open[i] / donors;
      open[i] = 0;
    }
    places[component]++;
    donors = 0;
  }

  /** After the last row. */
  PlaceSums end() {
    close();
    component = NONE;
    return this;
  }

  double sum(int component, int value) {
    return sums[component * width + value];
  }

  /** NaN where the component has no row. */
  double mean(int component, int value) {
    return sum(component, value) / places[component];
  }

  int places(int component) {
    return places[component];
  }
}
