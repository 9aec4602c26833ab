package io.hydrascope.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {

  @Test
  void of_one_isSingular() {
    assertThat(Counted.of(1, "prompt")).isEqualTo("1 prompt");
  }

  @Test
  void of_noneOrMany_isPluralWithThousands() {
    assertThat(Counted.of(0, "prompt")).isEqualTo("0 prompts");
    assertThat(Counted.of(2, "prompt")).isEqualTo("2 prompts");
    assertThat(Counted.of(1_234_567, "row")).isEqualTo("1,234,567 rows");
  }
}
