package io.hydrascope.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
  @Test
  void to_typingError_isTheWordWithTheFewestChanges() {
    List<String> words = List.of("alpha", "delta", "for");
    assertThat(NearestWord.to("alfa", words)).isEqualTo("alpha");
    assertThat(NearestWord.to("detla", words)).isEqualTo("delta");
    assertThat(NearestWord.to("", words)).isEqualTo("for");
  }
}
