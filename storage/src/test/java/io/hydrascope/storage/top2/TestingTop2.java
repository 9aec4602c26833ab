package io.hydrascope.storage.top2;

import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.analysis.PromptSums;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Kept = top2 by its definition, in memory. */
final class TestingTop2 {
  private TestingTop2() {}

  /** Of the rows of the key's component in these captures. */
  static MetricsRow of(List<EffectBatch> captures, MetricsKey key, long updatedAtMicros) {
    double threshold = threshold(captures, key);
    ComponentAccount account = ComponentAccount.empty();
    for (EffectBatch capture : captures) {
      int[] kept =
          rows(capture, key).filter(row -> contribution(capture, row) >= threshold).toArray();
      if (kept.length > 0) {
        account.add(PromptSums.of(only(capture, kept), 0, kept.length));
      }
    }
    return account.toRow(key, updatedAtMicros);
  }

  /** The smallest contribution of the largest ⌈0.02 n⌉ of n readouts. */
  private static double threshold(List<EffectBatch> captures, MetricsKey key) {
    List<Double> readouts = new ArrayList<>();
    for (EffectBatch capture : captures) {
      rows(capture, key)
          .filter(row -> capture.donor()[row] == 0)
          .forEach(row -> readouts.add(contribution(capture, row)));
    }
    readouts.sort(null);
    int kept = (readouts.size() + 49) / 50;
    return readouts.get(readouts.size() - kept);
  }

  private static IntStream rows(EffectBatch capture, MetricsKey key) {
    return IntStream.range(0, capture.count())
        .filter(row -> capture.component(row).equals(key.component()));
  }

  private static double contribution(EffectBatch capture, int row) {
    return capture.measure(row, Measure.CONTRIBUTION);
  }

  private static EffectBatch only(EffectBatch capture, int[] rows) {
    double[] measures = new double[rows.length * Measure.COUNT];
    boolean[] flips = new boolean[rows.length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(
          capture.measures(),
          rows[row] * Measure.COUNT,
          measures,
          row * Measure.COUNT,
          Measure.COUNT);
      flips[row] = capture.top1Flip()[rows[row]];
    }
    return new EffectBatch(
        capture.source(),
        capture.plan(),
        capture.capture(),
        capture.ablated(),
        pick(capture.component(), rows),
        pick(capture.position(), rows),
        pick(capture.donor(), rows),
        pick(capture.targetToken(), rows),
        new double[rows.length],
        new double[rows.length],
        flips,
        measures);
  }

  private static int[] pick(int[] values, int[] rows) {
    return Arrays.stream(rows).map(row -> values[row]).toArray();
  }
}
