package io.hydrascope.analysis;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.BAD_ROWS;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.EdgeReader;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.capture.BadCaptureException;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Accounts for what each ablation did to the target's logit.
 *
 * <pre>
 * ℓ' − ℓ = A + B + N + closure_error
 * A = Σ_own    w·(c'_j − c_j)/s     direct_effect = −A
 * B = Σ_others w·(c'_j − c_j)/s     compensatory_effect
 * N = (ℓ' − κ)(1 − s'/s)            norm_term
 * </pre>
 *
 * Primes are the ablated run; w and s are the intact run's. An edge changes no component's own
 * output, so everyone responds and A is 0; but for the final norm as reader, where A is what the
 * norm read more than the components' sum.
 */
public final class Accounting {
  private final CaptureBatch batch;
  private final CaptureRows rows;
  private final PartComparison comparison;

  private Accounting(CaptureBatch batch) {
    this.batch = batch;
    this.rows = batch.rows();
    this.comparison = new PartComparison(batch.basis());
  }

  /**
   * One batch a capture that has ablated rows, in the captures' order.
   *
   * @throws BadCaptureException if a component is not in the plan, or an ablated row is doubled,
   *     asks for another target than its intact row, or overflows
   */
  public static List<EffectBatch> account(CaptureBatch batch) {
    return new Accounting(batch).account();
  }

  private List<EffectBatch> account() {
    requirePlanned();
    RowOrder order = RowOrder.of(rows);
    List<EffectBatch> effects = new ArrayList<>();
    for (int start = 0, end; start < order.ablated().length; start = end) {
      end = order.endOfCapture(start);
      effects.add(effects(order, start, end));
    }
    return effects;
  }

  /** Accounts for one capture's ablated rows. */
  private EffectBatch effects(RowOrder order, int start, int end) {
    int[] ablatedRows = Arrays.copyOfRange(order.ablated(), start, end);
    int[] present = Arrays.stream(ablatedRows).map(row -> rows.ablated()[row]).distinct().toArray();
    EffectBatch effects = allocate(rows.capture()[ablatedRows[0]], present, ablatedRows.length);
    int previous = CaptureRows.INTACT;
    int unit = 0;
    for (int i = 0; i < ablatedRows.length; i++) {
      int row = ablatedRows[i];
      int intact = order.intactOf(row);
      requireUsable(row, intact, previous);
      unit += rows.ablated()[row] == present[unit] ? 0 : 1;
      effects.component()[i] = unit;
      effects.position()[i] = rows.position()[row];
      effects.donor()[i] = rows.donor()[row];
      effects.targetToken()[i] = rows.targetToken()[row];
      effects.intactLogit()[i] = rows.logit()[intact];
      effects.ablatedLogit()[i] = rows.logit()[row];
      effects.top1Flip()[i] = rows.top1Flip()[row];
      System.arraycopy(
          measures(row, intact), 0, effects.measures(), i * Measure.COUNT, Measure.COUNT);
      previous = row;
    }
    return effects;
  }

  private EffectBatch allocate(int capture, int[] present, int count) {
    return new EffectBatch(
        batch.source(),
        batch.plan(),
        batch.captures().get(capture),
        Arrays.stream(present).mapToObj(batch.ablated()::get).toList(),
        new int[count],
        new int[count],
        new int[count],
        new int[count],
        new double[count],
        new double[count],
        new boolean[count],
        new double[count * Measure.COUNT]);
  }

  private void requirePlanned() {
    if (new HashSet<>(batch.ablated()).size() != batch.ablated().size()
        || !new HashSet<>(batch.plan().ablated()).containsAll(batch.ablated())) {
      throw new BadCaptureException(
          BAD_ROWS, "ablated=" + batch.ablated() + " has doubled or unplanned components");
    }
  }

  private void requireUsable(int row, int intact, int previous) {
    if (rows.targetToken()[row] != rows.targetToken()[intact]) {
      throw bad(row, "reads token " + rows.targetToken()[row] + ", its intact row another");
    }
    if (previous >= 0
        && rows.ablated()[row] == rows.ablated()[previous]
        && rows.position()[row] == rows.position()[previous]
        && rows.donor()[row] == rows.donor()[previous]) {
      throw bad(row, "is a second row of its component, position and donor");
    }
  }

  /** All measures of one ablated row, in {@link Measure} order. */
  private double[] measures(int row, int intact) {
    PartSums sums = sums(row, intact);
    double logit = rows.logit()[intact];
    double ablatedLogit = rows.logit()[row];
    double norm =
        (ablatedLogit - rows.kappa()[intact]) * (1 - rows.scale()[row] / rows.scale()[intact]);
    double directEffect = -sums.own;
    double totalEffect = logit - ablatedLogit;
    double compensatory = sums.compensatory();
    double[] measures = {
      sums.contribution,
      directEffect,
      totalEffect,
      compensatory,
      norm,
      directEffect - totalEffect,
      -totalEffect - (sums.own + compensatory + norm),
      sums.heads,
      sums.mlps,
      sums.other,
      sums.positive,
      sums.erasure,
      rows.kl()[row],
      rows.targetLogprob()[intact] - rows.targetLogprob()[row]
    };
    for (double measure : measures) {
      if (!Double.isFinite(measure)) {
        throw bad(row, "overflows: a measure is " + measure);
      }
    }
    return measures;
  }

  private PartSums sums(int row, int intact) {
    AblationUnit unit = batch.ablated().get(rows.ablated()[row]);
    PartSums sums =
        rows.detail() == Detail.FULL
            ? comparison.sums(unit, rows, row, intact)
            : PartSums.carried(rows, row);
    if (unit.reader().kind() == EdgeReader.Kind.FINAL) {
      double change = rows.read()[row] - rows.read()[intact];
      sums.own = change - sums.compensatory();
    }
    return sums;
  }

  private BadCaptureException bad(int row, String what) {
    return new BadCaptureException(
        BAD_ROWS,
        "row=%d (capture=%d, position=%d, ablated=%d) %s"
            .formatted(row, rows.capture()[row], rows.position()[row], rows.ablated()[row], what));
  }
}
