package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.BadCaptureException;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccountingTest {
  private static final double ROUNDING = 1e-9;

  static Stream<CaptureBatch> batches() {
    return LongStream.range(0, 10)
        .boxed()
        .flatMap(seed -> Stream.of(TestingCaptures.random(seed), TestingCaptures.resampled(seed)));
  }

  @ParameterizedTest
  @MethodSource("batches")
  void account_randomRows_equalsTheDefinitions(CaptureBatch batch) {
    List<EffectBatch> all = Accounting.account(batch);
    assertThat(all).hasSize(batch.captures().size());
    int checked = 0;
    for (int capture = 0; capture < all.size(); capture++) {
      EffectBatch effects = all.get(capture);
      assertThat(effects.capture()).isEqualTo(batch.captures().get(capture));
      for (int row = 0; row < effects.count(); row++) {
        double[] slow = TestingAccounting.measures(batch, capture, effects, row);
        for (Measure measure : Measure.ALL) {
          assertThat(effects.measure(row, measure))
              .as(measure.column())
              .isCloseTo(slow[measure.ordinal()], within(ROUNDING));
        }
        checked++;
      }
    }
    assertThat(checked).isEqualTo(TestingCaptures.ablatedRows(batch));
  }

  @Test
  void account_anyRow_splitsAddUp() {
    for (EffectBatch effects : Accounting.account(TestingCaptures.random(5))) {
      for (int row = 0; row < effects.count(); row++) {
        double responses =
            effects.measure(row, Measure.HEADS_RESPONSE)
                + effects.measure(row, Measure.MLPS_RESPONSE)
                + effects.measure(row, Measure.OTHER_RESPONSE);
        assertThat(responses)
            .isCloseTo(effects.measure(row, Measure.COMPENSATORY_EFFECT), within(ROUNDING));
        double repair =
            responses
                + effects.measure(row, Measure.NORM_TERM)
                + effects.measure(row, Measure.CLOSURE_ERROR);
        assertThat(repair).isCloseTo(effects.measure(row, Measure.SELF_REPAIR), within(ROUNDING));
        assertThat(effects.measure(row, Measure.ERASURE_RESPONSE))
            .isBetween(0.0, effects.measure(row, Measure.POSITIVE_RESPONSE));
      }
    }
  }

  @Test
  void account_rowsInAnyOrder_liesTogetherByComponentThenPosition() {
    for (EffectBatch effects : Accounting.account(TestingCaptures.random(23))) {
      for (int row = 1; row < effects.count(); row++) {
        boolean sameComponent = effects.component()[row] == effects.component()[row - 1];
        assertThat(effects.component()[row]).isGreaterThanOrEqualTo(effects.component()[row - 1]);
        assertThat(!sameComponent || effects.position()[row] > effects.position()[row - 1])
            .isTrue();
      }
    }
  }

  @Test
  void account_headWithOneRepairer_hasTheSignsOfTheDefinitions() {
    // embed, L0H0, L0.attn_bias, L0.mlp_out: the head gave 2, the MLP erased 1 and stops doing so.
    ResidualBasis basis = new ResidualBasis(1, 1, false);
    CaptureRows rows = CaptureRows.allocate(2, basis.size());
    rows.ablated()[0] = CaptureRows.INTACT;
    System.arraycopy(
        new float[] {0.5f, 2, 0, -1, 0.5f, 0, 0, 0.25f}, 0, rows.contributions(), 0, 8);
    rows.kappa()[0] = 0.5;
    rows.kappa()[1] = 0.5;
    rows.scale()[0] = 2;
    rows.scale()[1] = 1;
    rows.logit()[0] = 1.5 + 0.5;
    rows.logit()[1] = 0.75 * 2 + 0.5;
    EffectBatch effects =
        Accounting.account(TestingCaptures.batch(basis, List.of(AblationUnit.head(0, 0)), rows, 1))
            .get(0);
    assertThat(effects.measure(0, Measure.CONTRIBUTION)).isEqualTo(2);
    assertThat(effects.measure(0, Measure.DIRECT_EFFECT)).isEqualTo(2);
    assertThat(effects.measure(0, Measure.TOTAL_EFFECT)).isEqualTo(0);
    assertThat(effects.measure(0, Measure.SELF_REPAIR)).isEqualTo(2);
    assertThat(effects.measure(0, Measure.MLPS_RESPONSE)).isEqualTo(1.25);
    assertThat(effects.measure(0, Measure.NORM_TERM)).isEqualTo(0.75);
    assertThat(effects.measure(0, Measure.POSITIVE_RESPONSE)).isEqualTo(1.25);
    assertThat(effects.measure(0, Measure.ERASURE_RESPONSE)).isEqualTo(1);
    assertThat(effects.measure(0, Measure.CLOSURE_ERROR)).isEqualTo(0);
  }

  @Test
  void account_goldenGpt2Rows_equalsTheReference() {
    for (TestingGoldenRow golden : TestingGoldenRow.read("gpt2_zero_all_positions.jsonl")) {
      EffectBatch effects = Accounting.account(golden.batch()).get(0);
      for (Measure measure : Measure.ALL) {
        assertThat(effects.measure(0, measure))
            .as(golden + " " + measure.column())
            .isCloseTo(golden.measure(measure), within(2e-6));
      }
    }
  }

  @Test
  void account_doubledRowOrOtherTarget_isRefused() {
    CaptureBatch batch = TestingCaptures.random(3);
    int row = TestingCaptures.firstAblatedRow(batch);
    batch.rows().targetToken()[row]++;
    assertThatThrownBy(() -> Accounting.account(batch))
        .isInstanceOf(BadCaptureException.class)
        .hasMessageContaining("reads token");

    CaptureBatch doubled = TestingCaptures.withDoubledRow(3);
    assertThatThrownBy(() -> Accounting.account(doubled))
        .isInstanceOf(BadCaptureException.class)
        .hasMessageContaining("second row");
  }

  @Test
  void account_componentOutsideOfThePlan_isRefused() {
    CaptureBatch batch = TestingCaptures.random(3);
    CapturePlan plan = batch.plan();
    CapturePlan other =
        new CapturePlan(
            plan.ablation(),
            plan.scope(),
            plan.target(),
            List.of(AblationUnit.mlpOut(1)),
            plan.readout(),
            plan.referenceSet());
    CaptureBatch unplanned =
        new CaptureBatch(
            batch.source(), other, batch.basis(), batch.ablated(), batch.captures(), batch.rows());
    assertThatThrownBy(() -> Accounting.account(unplanned))
        .isInstanceOf(BadCaptureException.class)
        .hasMessageContaining("unplanned");
  }
}
