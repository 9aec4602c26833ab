package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.Capture;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetailPolicyTest {
  private static final int CAPTURES = 20_000;

  @Test
  void of_shares_givesEachLevelItsShareAndTheSameEachTime() {
    DetailPolicy policy = DetailPolicy.parse("full=0.01,layers=0.1,scalars");
    Map<Detail, Integer> counts = new EnumMap<>(Detail.class);
    for (int i = 0; i < CAPTURES; i++) {
      Detail detail = policy.of(capture(i));
      counts.merge(detail, 1, Integer::sum);
      assertThat(DetailPolicy.parse("full=0.01,layers=0.1,scalars").of(capture(i)))
          .isEqualTo(detail);
    }
    assertThat(share(counts, Detail.FULL)).isCloseTo(0.01, within(0.003));
    assertThat(share(counts, Detail.LAYERS)).isCloseTo(0.1, within(0.01));
    assertThat(share(counts, Detail.SCALARS)).isCloseTo(0.89, within(0.01));
  }

  private static double share(Map<Detail, Integer> counts, Detail detail) {
    return counts.getOrDefault(detail, 0) / (double) CAPTURES;
  }

  @Test
  void of_oneLevel_givesItToAll() {
    DetailPolicy policy = DetailPolicy.parse("layers");
    for (int i = 0; i < 100; i++) {
      assertThat(policy.of(capture(i))).isEqualTo(Detail.LAYERS);
    }
  }

  /** A Llama of 32 layers with 32 heads. */
  @Test
  void rowBytes_ofALargeModel_shrinkWithTheDetail() {
    ResidualBasis basis = new ResidualBasis(32, 32, false);
    int full = DetailPolicy.parse("full").rowBytes(basis);
    int layers = DetailPolicy.parse("layers").rowBytes(basis);
    int scalars = DetailPolicy.parse("scalars").rowBytes(basis);
    assertThat(layers).isLessThan(full / 10);
    assertThat(scalars).isLessThan(layers / 3);
    assertThat(DetailPolicy.parse("full=0.01,scalars").rowBytes(basis)).isEqualTo(full);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "some; some",
        "full=0.5; every level but the last",
        "full,scalars; every level but the last",
        "full=2,scalars; 2.0",
        "full=-1,scalars; -1.0",
        "full=x,scalars; share=x",
        "full=0.6,layers=0.6,scalars; 1.2"
      })
  void parse_bad_saysWhat(String text, String reason) {
    assertThatThrownBy(() -> DetailPolicy.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  private static Capture capture(int i) {
    return new Capture("capture-" + i, "p", "p", Map.of(), 0);
  }
}
