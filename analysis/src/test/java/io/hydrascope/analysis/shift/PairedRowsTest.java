package io.hydrascope.analysis.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PairedRowsTest {
  private static final Offset<Double> ROUNDING = within(1e-12);
  private static final AblationUnit HEAD = AblationUnit.head(0, 1);
  private static final AblationUnit MLP = AblationUnit.mlpOut(1);
  private static final List<AblationUnit> PLAN = List.of(HEAD, MLP);

  /** One row; self_repair is {@code value}, direct_effect twice that. */
  private record Reading(AblationUnit unit, int position, String donor, int token, double value) {}

  private static PromptReadings readings(List<Reading> rows) {
    double[] values = new double[rows.size() * ShiftMeasure.MADE_OF.size()];
    for (int row = 0; row < rows.size(); row++) {
      values[row * 4] = rows.get(row).value;
      values[row * 4 + 1] = 2 * rows.get(row).value;
    }
    return new PromptReadings(
        List.of(MLP, HEAD),
        rows.stream().mapToInt(row -> row.unit.equals(MLP) ? 0 : 1).toArray(),
        rows.stream().mapToInt(Reading::position).toArray(),
        rows.stream().map(Reading::donor).toArray(String[]::new),
        rows.stream().mapToInt(Reading::token).toArray(),
        values);
  }

  private static final List<Reading> BASE =
      List.of(
          new Reading(HEAD, 3, "a", 5, 1),
          new Reading(HEAD, 3, "b", 5, 2),
          new Reading(HEAD, 4, "a", 6, 9),
          new Reading(HEAD, 7, "a", 8, 100),
          new Reading(MLP, 3, "a", 5, 4));
  private static final List<Reading> CANDIDATE =
      List.of(
          new Reading(HEAD, 3, "a", 5, 2),
          new Reading(HEAD, 3, "b", 5, 4),
          new Reading(HEAD, 4, "a", 6, 10),
          new Reading(HEAD, 7, "a", 99, 1),
          new Reading(MLP, 3, "a", 5, 4));

  private static PairedRows paired(List<Reading> base, List<Reading> candidate) {
    return PairedRows.of(PLAN, List.of(readings(base)), List.of(readings(candidate)));
  }

  @Test
  void difference_donorsOfOnePosition_areOneObservation() {
    PromptDifference difference = paired(BASE, CANDIDATE).difference();
    assertThat(difference.isComparable()).isTrue();
    assertThat(difference.base()[0]).isCloseTo((1.5 + 9) / 2, ROUNDING);
    assertThat(difference.candidate()[0]).isCloseTo((3.0 + 10) / 2, ROUNDING);
    assertThat(difference.base()[4]).as("the MLP, in the plan's order").isEqualTo(4);
    assertThat(paired(BASE, CANDIDATE).mean(0, (first, second) -> first))
        .as("any other number likewise")
        .isCloseTo((0.5 + 2) / 2, ROUNDING);
  }

  @Test
  void difference_rowsAtOtherTokens_countInTheBaseSumsAlone() {
    PairedRows rows = paired(BASE, CANDIDATE);
    assertThat(rows.otherToken()).isEqualTo(1);
    assertThat(rows.unpaired()).isZero();
    assertThat(rows.difference().baseSums())
        .containsExactly(2 * (1.5 + 9 + 100), 1.5 + 9 + 100, 8, 4);
    assertThat(PairedRows.baseSums(PLAN, List.of(readings(BASE))))
        .containsExactly(rows.difference().baseSums());
  }

  @Test
  void difference_messagesInAnyOrder_isTheSameBits() {
    Random random = new Random(3);
    List<Reading> before = new ArrayList<>();
    List<Reading> after = new ArrayList<>();
    for (int row = 0; row < 60; row++) {
      AblationUnit unit = row % 2 == 0 ? HEAD : MLP;
      before.add(new Reading(unit, row / 6, "d" + row % 6 / 2, 1, random.nextGaussian()));
      after.add(new Reading(unit, row / 6, "d" + row % 6 / 2, 1, random.nextGaussian()));
    }
    PromptDifference expected = paired(before, after).difference();
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(before, random);
      Collections.shuffle(after, random);
      int split = random.nextInt(before.size());
      PromptDifference found =
          PairedRows.of(
                  PLAN,
                  List.of(
                      readings(before.subList(0, split)),
                      readings(before.subList(split, before.size()))),
                  List.of(readings(after)))
              .difference();
      assertThat(found.base()).containsExactly(expected.base());
      assertThat(found.candidate()).containsExactly(expected.candidate());
      assertThat(found.baseSums()).containsExactly(expected.baseSums());
    }
  }

  @Test
  void difference_componentWithoutAPair_isTroubleAndKeepsTheBaseSums() {
    PairedRows rows = paired(BASE, CANDIDATE.subList(0, 4));
    assertThat(rows.unpaired()).isEqualTo(1);
    assertThat(rows.difference().trouble())
        .isEqualTo("no row of L1.mlp_out at a token that both read");
    assertThat(rows.difference().baseSums()[3]).isEqualTo(4);
    UnitDifference unit = new UnitDifference(2);
    assertThatThrownBy(() -> unit.add(rows.difference())).hasMessageContaining("no row of");
  }

  @Test
  void difference_valueNotFinite_namesIt() {
    List<Reading> broken = new ArrayList<>(CANDIDATE);
    broken.set(4, new Reading(MLP, 3, "a", 5, Double.NaN));
    assertThat(paired(BASE, broken).difference().trouble())
        .isEqualTo("self_repair of L1.mlp_out is not finite");
  }

  @Test
  void value_ofAUnit_isTheMeanOverItsPrompts() {
    UnitDifference unit = new UnitDifference(2);
    assertThat(unit.value(ShiftMeasure.SELF_REPAIR, 0, 0)).isNaN();
    unit.add(paired(BASE, CANDIDATE).difference());
    unit.add(paired(BASE, BASE).difference());
    double moved = (13.0 / 2 - 10.5 / 2) / 2;
    assertThat(unit.prompts()).isEqualTo(2);
    assertThat(unit.value(ShiftMeasure.SELF_REPAIR, 0, 0)).isCloseTo(moved, ROUNDING);
    assertThat(unit.value(ShiftMeasure.REPAIR_RESIDUAL, 0, 0.25))
        .isCloseTo(moved - 0.25 * 2 * moved, ROUNDING);
    assertThat(unit.value(ShiftMeasure.REPAIR_RESIDUAL, 0, Double.NaN)).isNaN();
    assertThat(unit.value(ShiftMeasure.SELF_REPAIR, 1, 0)).isZero();
    assertThatThrownBy(() -> unit.base(0, Measure.KL)).hasMessageContaining("measure=kl");
  }
}
