package io.hydrascope.benchmarks.soak;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A run at full speed in ten parts of the same time, from when rows come.
 *
 * @param rowsASecond // [tenth]
 * @param residentMegabytes of all parts together, mean // [tenth]
 * @param stateBytes that the newest checkpoints refer to, mean // [tenth]
 */
record Tenths(double[] rowsASecond, double[] residentMegabytes, double[] stateBytes) {
  private static final int COUNT = 10;
  private static final int MIDDLE = 5;
  private static final double MEGABYTE = 1 << 20;

  /**
   * @param all in order, at least one in each tenth
   */
  static Tenths of(List<Sample> all) {
    int before = (int) all.stream().takeWhile(sample -> sample.rows() == 0).count();
    List<Sample> samples = all.subList(Math.max(0, before - 1), all.size());
    double start = samples.get(0).seconds();
    double length = (samples.get(samples.size() - 1).seconds() - start) / COUNT;
    double[] rows = new double[COUNT];
    double[] resident = new double[COUNT];
    double[] state = new double[COUNT];
    for (int tenth = 0; tenth < COUNT; tenth++) {
      double from = start + tenth * length;
      double to = from + length;
      rows[tenth] = (rowsAt(samples, to) - rowsAt(samples, from)) / length;
      resident[tenth] = mean(samples, from, to, Sample::resident) / MEGABYTE;
      state[tenth] = mean(samples, from, to, Sample::stateBytes);
    }
    return new Tenths(rows, resident, state);
  }

  /** On the line between the looks before and after. */
  private static double rowsAt(List<Sample> samples, double seconds) {
    for (int i = 1; i < samples.size(); i++) {
      Sample before = samples.get(i - 1);
      Sample after = samples.get(i);
      if (after.seconds() >= seconds) {
        double part = (seconds - before.seconds()) / (after.seconds() - before.seconds());
        return before.rows() + part * (after.rows() - before.rows());
      }
    }
    return samples.get(samples.size() - 1).rows();
  }

  private static double mean(
      List<Sample> samples, double from, double to, ToDoubleFunction<Sample> value) {
    return samples.stream()
        .filter(sample -> sample.seconds() >= from && sample.seconds() <= to)
        .mapToDouble(value)
        .average()
        .orElseThrow(
            () -> new IllegalStateException("no look between %.0f and %.0f s".formatted(from, to)));
  }

  /**
   * @param tenth counted from 0
   */
  double lastToRows(int tenth) {
    return rowsASecond[COUNT - 1] / rowsASecond[tenth];
  }

  /**
   * @param tenth counted from 0
   */
  double lastToResident(int tenth) {
    return residentMegabytes[COUNT - 1] / residentMegabytes[tenth];
  }

  /** State that a row of the last five tenths adds, of what a row of the first five adds. */
  double laterToEarlierState() {
    return stateBytesARow(MIDDLE, COUNT - 1) / stateBytesARow(0, MIDDLE - 1);
  }

  /** From the middle of one tenth to the middle of another. */
  private double stateBytesARow(int from, int to) {
    double rows = (rowsASecond[from] + rowsASecond[to]) / 2;
    for (int tenth = from + 1; tenth < to; tenth++) {
      rows += rowsASecond[tenth];
    }
    return (stateBytes[to] - stateBytes[from]) / rows;
  }
}
