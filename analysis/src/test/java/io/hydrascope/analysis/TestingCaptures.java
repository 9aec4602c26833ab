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
  private static final List<String> DONORS = List.of("d0", "d1", "d2");
  private static final int CAPTURES = 3;

  private TestingCaptures() {}

  /** One row to write: {@code ablated} and {@code donor} as in {@link CaptureRows}. */
  private record Place(int capture, int position, int ablated, int donor) {
    static Place intact(int capture, int position) {
      return new Place(capture, position, CaptureRows.INTACT, CaptureRows.NO_DONOR);
    }
  }

  /** Rows of three captures in random order; some components and positions are missing. */
  static CaptureBatch random(long seed) {
    Random random = new Random(seed);
    List<Place> places = places((capture, position, ablated) -> IntStream.of(CaptureRows.NO_DONOR));
    Collections.shuffle(places, random);
    return batch(BASIS, ABLATED, rows(places, random), CAPTURES);
  }

  /**
   * As {@link #random(long)}, by resample ablation: a row each of {@link #DONORS} in the first
   * capture, and of one up to all of them at each place of the others.
   */
  static CaptureBatch resampled(long seed) {
    Random random = new Random(seed);
    List<Place> places =
        places(
            (capture, position, ablated) -> {
              int sure = random.nextInt(DONORS.size());
              return IntStream.range(0, DONORS.size())
                  .filter(donor -> capture == 0 || donor == sure || random.nextBoolean());
            });
    Collections.shuffle(places, random);
    return batch(Ablation.RESAMPLE, DONORS, BASIS, ABLATED, rows(places, random), CAPTURES);
  }

  private interface Donors {
    IntStream of(int capture, int position, int ablated);
  }

  private static List<Place> places(Donors donors) {
    List<Place> places = new ArrayList<>();
    for (int capture = 0; capture < CAPTURES; capture++) {
      for (int position = 2; position < 5; position++) {
        places.add(Place.intact(capture, position));
        for (int ablated = capture % 2; ablated < ABLATED.size(); ablated += 1 + capture % 2) {
          for (int donor : donors.of(capture, position, ablated).toArray()) {
            places.add(new Place(capture, position, ablated, donor));
          }
        }
      }
    }
    return places;
  }

  static CaptureBatch withDoubledRow(long seed) {
    Place ablated = new Place(0, 1, 0, CaptureRows.NO_DONOR);
    List<Place> places = List.of(Place.intact(0, 1), ablated, ablated);
    return batch(BASIS, ABLATED.subList(0, 1), rows(places, new Random(seed)), 1);
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
    return batch(Ablation.ZERO, List.of(), basis, ablated, rows, captures);
  }

  private static CaptureBatch batch(
      Ablation ablation,
      List<String> donors,
      ResidualBasis basis,
      List<AblationUnit> ablated,
      CaptureRows rows,
      int captures) {
    return new CaptureBatch(
        new CaptureSource("demo", "base", "ab".repeat(32), "run-1"),
        new CapturePlan(ablation, Scope.ALL_POSITIONS, Target.ARGMAX, ablated, "all", ""),
        basis,
        ablated,
        IntStream.range(0, captures).mapToObj(i -> capture(i, donors)).toList(),
        rows);
  }

  private static Capture capture(int index, List<String> donors) {
    String prompt = "p" + index;
    Map<String, String> segments = Map.of("task", "sums");
    return new Capture("c" + index, prompt, prompt, segments, donors, Capture.NO_TOKEN, index);
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
      rows.donor()[row] = place.donor;
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
