package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The donors of a prompt, position and component are one row, however many there are. */
class DonorAveragingTest {
  private static final Offset<Double> ROUNDING = within(1e-9);
  private static final AblationUnit UNIT = AblationUnit.attnOut(0);

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void promptSums_ofResampledRows_areThoseOfTheMeansOverDonors(long seed) {
    CaptureBatch batch = TestingCaptures.resampled(seed);
    for (EffectBatch effects : Accounting.account(batch)) {
      for (int start = 0, end; start < effects.count(); start = end) {
        end = endOfUnit(effects, start);
        List<double[]> places = places(batch, effects, start, end);
        PromptSums sums = PromptSums.of(effects, start, end);
        assertThat(sums.rows()).isEqualTo(places.size()).isLessThanOrEqualTo(end - start);
        for (Measure measure : Measure.ALL) {
          ToDoubleFunction<double[]> value = place -> place[measure.ordinal()];
          assertThat(sums.sums()[measure.ordinal()]).isCloseTo(sum(places, value), ROUNDING);
          assertThat(sums.squares()[measure.ordinal()])
              .isCloseTo(product(places, value, value), ROUNDING);
        }
        assertThat(sums.sums()[Measure.COUNT])
            .isCloseTo(sum(places, place -> place[Measure.COUNT]), ROUNDING);
        assertProducts(sums, places);
        assertThat(sums.dropBuckets())
            .containsExactly(
                places.stream()
                    .mapToInt(at -> RelativeHistogram.bucket(at[Measure.LOGPROB_DROP.ordinal()]))
                    .sorted()
                    .toArray());
      }
    }
  }

  private static void assertProducts(PromptSums sums, List<double[]> places) {
    ToDoubleFunction<double[]> direct = place -> place[Measure.DIRECT_EFFECT.ordinal()];
    assertThat(sums.products()[0])
        .isCloseTo(
            product(places, direct, place -> place[Measure.COMPENSATORY_EFFECT.ordinal()]),
            ROUNDING);
    assertThat(sums.products()[1])
        .isCloseTo(
            product(places, direct, place -> place[Measure.TOTAL_EFFECT.ordinal()]), ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void toRow_ofResampledRows_isOfTheMeansOverDonors(long seed) {
    CaptureBatch batch = TestingCaptures.resampled(seed);
    ComponentAccount account = ComponentAccount.empty();
    ComponentAccount averaged = ComponentAccount.empty();
    List<double[]> all = new ArrayList<>();
    for (EffectBatch effects : Accounting.account(batch)) {
      int start = startOf(effects, UNIT);
      int end = endOfUnit(effects, start);
      List<double[]> places = places(batch, effects, start, end);
      all.addAll(places);
      account.add(PromptSums.of(effects, start, end));
      averaged.add(ofRows(effects.capture().promptId(), places));
    }
    MetricsRow row = account.toRow(TestingPrompts.KEY, 0);
    assertThat(row)
        .usingRecursiveComparison()
        .withEqualsForType(TestingPrompts::isNear, Double.class)
        .ignoringFields("variances", "flipRate")
        .isEqualTo(averaged.toRow(TestingPrompts.KEY, 0));
    assertThat(row.flipRate().value())
        .isCloseTo(sum(all, place -> place[Measure.COUNT]) / all.size(), ROUNDING);
    for (Measure measure : Measure.ALL) {
      ToDoubleFunction<double[]> value = place -> place[measure.ordinal()];
      assertThat(row.variances()[measure.ordinal()])
          .isCloseTo(product(all, value, value) / (all.size() - 1), ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void responseSums_ofResampledRows_areThoseOfTheMeansOverDonors(long seed) {
    CaptureBatch batch = TestingCaptures.resampled(seed);
    Responses responses = new Responses(batch);
    for (ResponseSums.OfCapture capture : ResponseSums.of(batch)) {
      int index = batch.captures().indexOf(capture.capture());
      for (ResponseSums sums : capture.ablations()) {
        int unit = batch.ablated().indexOf(sums.ablated());
        Map<Integer, List<Map<Component, Double>>> byPosition = new TreeMap<>();
        for (int row = 0; row < batch.rows().count(); row++) {
          if (batch.rows().capture()[row] == index && batch.rows().ablated()[row] == unit) {
            int position = batch.rows().position()[row];
            byPosition
                .computeIfAbsent(position, key -> new ArrayList<>())
                .add(responses.of(index, sums.ablated(), position, batch.rows().donor()[row]));
          }
        }
        assertMoments(sums, byPosition.values());
      }
    }
  }

  private static void assertMoments(
      ResponseSums sums, Collection<List<Map<Component, Double>>> places) {
    assertThat(sums.rows()).isEqualTo(places.size());
    for (int i = 0; i < sums.means().length; i++) {
      Component responder = sums.responders().get(i);
      List<double[]> means =
          places.stream()
              .map(
                  donors ->
                      donors.stream()
                          .mapToDouble(each -> each.get(responder))
                          .average()
                          .orElseThrow())
              .map(mean -> new double[] {mean})
              .toList();
      assertThat(sums.means()[i]).isCloseTo(sum(means, m -> m[0]) / means.size(), ROUNDING);
      assertThat(sums.squares()[i]).isCloseTo(product(means, m -> m[0], m -> m[0]), ROUNDING);
    }
  }

  private static int startOf(EffectBatch effects, AblationUnit unit) {
    return IntStream.range(0, effects.count())
        .filter(row -> effects.component(row).equals(unit))
        .findFirst()
        .orElseThrow();
  }

  private static int endOfUnit(EffectBatch effects, int start) {
    return (int)
            IntStream.range(start, effects.count())
                .filter(row -> effects.component()[row] == effects.component()[start])
                .count()
        + start;
  }

  /** Means over the donors of each position of one unit, by the definitions. // [measure + 1] */
  private static List<double[]> places(
      CaptureBatch batch, EffectBatch effects, int start, int end) {
    int capture = batch.captures().indexOf(effects.capture());
    Map<Integer, List<double[]>> donors = new LinkedHashMap<>();
    for (int row = start; row < end; row++) {
      double[] values =
          Arrays.copyOf(
              TestingAccounting.measures(batch, capture, effects, row), Measure.COUNT + 1);
      values[Measure.COUNT] = effects.top1Flip()[row] ? 1 : 0;
      donors.computeIfAbsent(effects.position()[row], key -> new ArrayList<>()).add(values);
    }
    return donors.values().stream().map(DonorAveragingTest::mean).toList();
  }

  private static double[] mean(List<double[]> rows) {
    return IntStream.range(0, rows.get(0).length)
        .mapToDouble(i -> sum(rows, row -> row[i]) / rows.size())
        .toArray();
  }

  /** One row a place, of which none flips: a flip that is a mean is no flip of a row. */
  private static PromptSums ofRows(String prompt, List<double[]> places) {
    double[][] rows =
        places.stream()
            .map(place -> Arrays.copyOf(Arrays.copyOf(place, Measure.COUNT), place.length))
            .toArray(double[][]::new);
    return PromptSums.of(TestingCaptures.effects(prompt, rows), 0, rows.length);
  }

  private static double sum(List<double[]> rows, ToDoubleFunction<double[]> value) {
    return rows.stream().mapToDouble(value).sum();
  }

  /** Σ(x − mean)(y − mean). */
  private static double product(
      List<double[]> rows, ToDoubleFunction<double[]> x, ToDoubleFunction<double[]> y) {
    double meanX = sum(rows, x) / rows.size();
    double meanY = sum(rows, y) / rows.size();
    return sum(rows, row -> (x.applyAsDouble(row) - meanX) * (y.applyAsDouble(row) - meanY));
  }
}
