package io.hydrascope.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentTest {
  @ParameterizedTest
  @ValueSource(strings = {"embed", "pos_embed", "L0H0", "L31H12", "L3.attn_bias", "L3.attn_out"})
  void parse_ownText_returnsTheSameComponent(String text) {
    assertThat(Component.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "L3", "L3H", "H2", "L3.mlp", "L-1H2", "L3H2 ", "L99999H1"})
  void parse_otherText_namesItAndTheForms(String text) {
    assertThatThrownBy(() -> Component.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("component=" + text)
        .hasMessageContaining("L3.mlp_out");
  }

  @Test
  void hookName_isTransformerLens() {
    assertThat(Component.head(3, 2).hookName()).isEqualTo("blocks.3.attn.hook_z");
    assertThat(Component.mlpOut(4).hookName()).isEqualTo("blocks.4.hook_mlp_out");
    assertThat(Component.embed().hookName()).isEqualTo("hook_embed");
  }

  @Test
  void basis_everyComponent_standsAtItsOwnIndex() {
    ResidualBasis basis = new ResidualBasis(3, 4, true);
    for (int index = 0; index < basis.size(); index++) {
      Component component = basis.components().get(index);
      assertThat(basis.ownStart(component)).as(component.text()).isEqualTo(index);
      assertThat(basis.ownEnd(component)).isEqualTo(index + 1);
    }
    assertThat(basis.ownStart(Component.attnOut(1)))
        .isEqualTo(basis.ownStart(Component.head(1, 0)));
    assertThat(basis.ownEnd(Component.attnOut(1))).isEqualTo(basis.ownEnd(Component.attnBias(1)));
  }

  @Test
  void basis_componentOfAnotherModel_isRefused() {
    assertThatThrownBy(() -> new ResidualBasis(3, 4, false).ownStart(Component.head(3, 0)))
        .hasMessageContaining("L3H0")
        .hasMessageContaining("3 layers with 4 heads");
  }

  @Test
  void units_ofTwoKinds_goLayerByLayer() {
    List<AblationUnit.Kind> kinds = List.of(AblationUnit.Kind.HEAD, AblationUnit.Kind.MLP_OUT);
    assertThat(new ResidualBasis(2, 2, false).units(kinds))
        .extracting(AblationUnit::text)
        .containsExactly("L0H0", "L0H1", "L0.mlp_out", "L1H0", "L1H1", "L1.mlp_out");
  }
}
