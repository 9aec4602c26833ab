package io.hydrascope.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @Test
  void parse_everyUnit_isAPowerOf1024() {
    assertThat(ByteSize.parse("3k")).isEqualTo(3L << 10);
    assertThat(ByteSize.parse("512m")).isEqualTo(512L << 20);
    assertThat(ByteSize.parse("4G")).isEqualTo(4L << 30);
    assertThat(ByteSize.parse("1t")).isEqualTo(1L << 40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4", "t", "0t", "1p", "1.5g", "-1g", "1234567t"})
  void parse_noSize_namesTheTextAndTheForm(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(BadInputException.class)
        .hasMessage("size=" + text + " is not a size such as 512m, 4g or 1t");
  }
}
