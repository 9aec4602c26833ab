package io.hydrascope.analysis;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Capture batches of made-up numbers. */
final class TestingCaptures {
  private static final ResidualBasis BASIS = new ResidualBasis(2, 3, true);
  private static final List<AblationUnit> ABLATED =
      List.of(
          AblationUnit.head(1, 2),
          AblationUnit.attnOut(0),
          AblationUnit.mlpOut(0),
          AblationUnit.parse("L0H0+L1.mlp_out"),
          AblationUnit.of(Component.embed()));
  private static final int CAPTURES = 3;

  private TestingCaptures() {}

  /** One row to write: {@code ablated} as in {@link CaptureRows}. */
  private record Place(int capture, int position, int ablated) {}

  /** Rows of three captures in random order; some components and positions are missing. */
  static CaptureBatch random(long seed) {
    Random random = new Random(seed);
    List<Place> places = new ArrayList<>();
    for (int capture = 0; capture < CAPTURES; capture++) {
      for (int position = 2; position < 5; position++) {
        places.add(new Place(capture, position, CaptureRows.INTACT));
        for (int ablated = 0; ablated < ABLATED.size(); ablated++) {
          if (capture != 1 || ablated % 2 == 1) {
            places.add(new Place(capture, position, ablated));
          }
        }
      }
    }
    Collections.shuffle(places, random);
    return batch(BASIS, ABLATED, rows(places, random), CAPTURES);
  }

  static CaptureBatch withDoubledRow(long seed) {
    List<Place> places =
        List.of(new Place(0, 1, CaptureRows.INTACT), new Place(0, 1, 0), new Place(0, 1, 0));
    return batch(BASIS, ABLATED, rows(places, new Random(seed)), 1);
  }

  static int ablatedRows(CaptureBatch batch) {
    CaptureRows rows = batch.rows();
    return (int) IntStream.range(0, rows.count()).filter(row -> !rows.isIntact(row)).count();
  }

  static int firstAblatedRow(CaptureBatch batch) {
    CaptureRows rows = batch.rows();
    return IntStream.range(0, rows.count())
        .filter(row -> !rows.isIntact(row))
        .findFirst()
        .orElseThrow();
  }

  static CaptureBatch batch(
      ResidualBasis basis, List<AblationUnit> ablated, CaptureRows rows, int captures) {
    return new CaptureBatch(
        new CaptureSource("demo", "base", "ab".repeat(32), "run-1"),
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, ablated, "all", ""),
        basis,
        ablated,
        IntStream.range(0, captures)
            .mapToObj(i -> new Capture("c" + i, "p" + i, "p" + i, Map.of("task", "sums"), i))
            .toList(),
        rows);
  }

  /**
   * One component's rows of a prompt, one position each.
   *
   * @param rows measures, then 1 where the top token flipped // [row, measure + 1]
   */
  static EffectBatch effects(String prompt, double[][] rows) {
    List<AblationUnit> ablated = List.of(ABLATED.get(0));
    double[] measures = new double[rows.length * Measure.COUNT];
    boolean[] flips = new boolean[rows.length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, measures, row * Measure.COUNT, Measure.COUNT);
      flips[row] = rows[row][Measure.COUNT] == 1;
    }
    return new EffectBatch(
        new CaptureSource("demo", "base", "ab".repeat(32), "run-1"),
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, ablated, "all", ""),
        new Capture("c", prompt, prompt, Map.of(), 0),
        ablated,
        new int[rows.length],
        IntStream.range(0, rows.length).toArray(),
        CaptureRows.noDonors(rows.length),
        new int[rows.length],
        new double[rows.length],
        new double[rows.length],
        flips,
        measures);
  }

  private static CaptureRows rows(List<Place> places, Random random) {
    CaptureRows rows = CaptureRows.allocate(places.size(), BASIS.size());
    for (int row = 0; row < places.size(); row++) {
      Place place = places.get(row);
      rows.capture()[row] = place.capture;
      rows.position()[row] = place.position;
      rows.ablated()[row] = place.ablated;
      rows.targetToken()[row] = 100 * place.capture + place.position;
      rows.logit()[row] = random.nextGaussian();
      rows.kappa()[row] = 0.25 * place.position;
      rows.scale()[row] = 0.5 + random.nextDouble();
      rows.targetLogprob()[row] = -random.nextDouble();
      rows.kl()[row] = random.nextDouble();
      rows.top1Flip()[row] = random.nextBoolean();
    }
    for (int i = 0; i < rows.contributions().length; i++) {
      rows.contributions()[i] = (float) random.nextGaussian();
    }
    return rows;
  }
}
