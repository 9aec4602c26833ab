package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a level of detail leaves, against the same capture with every contribution. */
class ReductionTest {
  private static final ResidualBasis BASIS = new ResidualBasis(2, 3, true);
  private static final int POSITIONS = 3;
  private static final List<AblationUnit> UNITS =
      List.of(
          AblationUnit.head(1, 2),
          AblationUnit.attnOut(0),
          AblationUnit.mlpOut(0),
          AblationUnit.layer(1),
          AblationUnit.parse("L0H0+L1.mlp_out"),
          AblationUnit.parse("L0H1->L1.mlp"),
          AblationUnit.parse("L0H1->final"),
          AblationUnit.of(Component.embed()));

  @ParameterizedTest
  @EnumSource(Detail.class)
  void account_anyDetail_givesTheSameBits(Detail detail) {
    for (long seed = 0; seed < 50; seed++) {
      CaptureRows full = rows(seed);
      CaptureRows reduced = new Reduction(BASIS, UNITS).reduce(full, detail);
      assertThat(Accounting.account(batch(reduced)))
          .usingRecursiveComparison()
          .isEqualTo(Accounting.account(batch(full)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void responses_byLayers_sumThoseOfWhatIsNotAblated(long seed) {
    CaptureRows full = rows(seed);
    Responses expected = new Responses(batch(full));
    Responses found = new Responses(batch(new Reduction(BASIS, UNITS).reduce(full, Detail.LAYERS)));
    for (AblationUnit unit : UNITS) {
      Map<Component, Double> layers = found.of(0, unit, 1, CaptureRows.NO_DONOR);
      Map<Component, Double> all = expected.of(0, unit, 1, CaptureRows.NO_DONOR);
      assertThat(layers.keySet()).allMatch(BASIS.layerParts()::contains);
      double unheard = 0;
      for (Map.Entry<Component, Double> response : all.entrySet()) {
        unheard += layers.containsKey(part(response.getKey())) ? 0 : 1;
      }
      assertThat(unheard).isZero();
      layers.forEach(
          (part, response) ->
              assertThat(response)
                  .as("%s to %s", part, unit)
                  .isCloseTo(
                      all.entrySet().stream()
                          .filter(each -> part(each.getKey()).equals(part))
                          .mapToDouble(Map.Entry::getValue)
                          .sum(),
                      within(1e-6)));
    }
  }

  /** What of the layers a component belongs to. */
  private static Component part(Component component) {
    return switch (component.kind()) {
      case HEAD, ATTN_BIAS -> Component.attnOut(component.layer());
      default -> component;
    };
  }

  @ParameterizedTest
  @EnumSource(Detail.class)
  void responses_whatIsAblatedWhole_isNoResponder(Detail detail) {
    Responses responses = new Responses(batch(new Reduction(BASIS, UNITS).reduce(rows(4), detail)));
    assertThat(responses.of(0, AblationUnit.attnOut(0), 0, CaptureRows.NO_DONOR).keySet())
        .noneMatch(
            each -> each.layer() == 0 && !each.equals(Component.mlpOut(0)) && detail != Detail.FULL)
        .doesNotContain(Component.head(0, 0), Component.attnOut(0));
    assertThat(responses.of(0, AblationUnit.head(1, 2), 0, CaptureRows.NO_DONOR))
        .hasSize(
            switch (detail) {
              case FULL -> BASIS.size() - 1;
              case LAYERS -> 6;
              case SCALARS -> 0;
            });
  }

  private static CaptureBatch batch(CaptureRows rows) {
    return TestingCaptures.batch(BASIS, UNITS, rows, 1);
  }

  /** Intact rows of each position, then each unit's. */
  private static CaptureRows rows(long seed) {
    Random random = new Random(seed);
    CaptureRows rows = CaptureRows.allocate(POSITIONS * (1 + UNITS.size()), BASIS.size());
    for (int row = 0; row < rows.count(); row++) {
      rows.position()[row] = row % POSITIONS;
      rows.ablated()[row] = row / POSITIONS - 1;
      rows.logit()[row] = random.nextGaussian();
      rows.scale()[row] = 0.5 + random.nextDouble();
      rows.read()[row] = random.nextGaussian();
      rows.targetLogprob()[row] = -random.nextDouble();
      rows.kl()[row] = random.nextDouble();
      for (int j = 0; j < BASIS.size(); j++) {
        rows.contributions()[row * BASIS.size() + j] = (float) random.nextGaussian();
      }
    }
    return rows;
  }
}
