package io.hydrascope.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AblationUnitTest {
  private final ResidualBasis basis = new ResidualBasis(4, 3, false);

  @ParameterizedTest
  @CsvSource({
    "L3H2, L3H2, HEAD, 3, 2",
    "L2.attn_out, L2.attn_out, ATTN_OUT, 2, -1",
    "L2.mlp_out, L2.mlp_out, MLP_OUT, 2, -1",
    "L3, L3, LAYER, 3, -1",
    "L3.mlp_out+L3.attn_out, L3, LAYER, 3, -1",
    "L3.mlp_out+L0H1, L0H1+L3.mlp_out, SET, -1, -1",
    "L1+L0H1, L0H1+L1.attn_out+L1.mlp_out, SET, -1, -1",
    "L0H1->L2.mlp, L0H1->L2.mlp, EDGE, 0, 1",
    "L0.mlp_out->final, L0.mlp_out->final, EDGE, 0, -1"
  })
  void parse_everyForm_readsAndWritesIt(
      String text, String written, AblationUnit.Kind kind, int layer, int head) {
    AblationUnit unit = AblationUnit.parse(text);
    assertThat(unit.text()).isEqualTo(written);
    assertThat(unit.kind()).isEqualTo(kind);
    assertThat(unit.layer()).isEqualTo(layer);
    assertThat(unit.head()).isEqualTo(head);
    assertThat(AblationUnit.parse(written)).isEqualTo(unit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"L0H1+L0H1", "L0H1+L0.attn_out", "L0H1+L1H0->final", "L0H1->L2", "L2.x", ""})
  void parse_whatMeansNothing_isRefusedWithItsText(String text) {
    assertThatThrownBy(() -> AblationUnit.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L2.mlp_out->L2.attn",
        "L2.mlp_out->L2.mlp",
        "L2H0->L2.attn",
        "L0H0->L4.mlp",
        "L4"
      })
  void requireKnown_readerNotDownstream_isRefused(String text) {
    assertThatThrownBy(() -> basis.requireKnown(AblationUnit.parse(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 layers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"L2H0->L2.mlp", "L2.attn_out->L3.attn", "L3.mlp_out->final", "L3"})
  void requireKnown_readerDownstream_isAccepted(String text) {
    basis.requireKnown(AblationUnit.parse(text));
  }

  @Test
  void partsOf_layer_isItsHeadsBiasAndMlp() {
    boolean[] parts = basis.partsOf(AblationUnit.layer(1));
    for (int j = 0; j < parts.length; j++) {
      assertThat(parts[j]).isEqualTo(j >= basis.layerStart(1) && j < basis.layerStart(2));
    }
  }
}
