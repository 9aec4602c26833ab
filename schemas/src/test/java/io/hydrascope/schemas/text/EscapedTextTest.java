package io.hydrascope.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EscapedTextTest {
  @Test
  void of_utf8_isTheText() {
    assertThat(EscapedText.of("{\"text\": \"Größe 日本 🙂\"}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("{\"text\": \"Größe 日本 🙂\"}");
  }

  @Test
  void of_bytesThatAreNoUtf8_showsEach() {
    // A lone continuation, a start without its rest, an overlong slash, half a surrogate, an end
    // that is cut off.
    assertThat(EscapedText.of(HexFormat.of().parseHex("61" + "80" + "c328" + "c0af" + "eda080")))
        .isEqualTo("a\\x80\\xc3(\\xc0\\xaf\\xed\\xa0\\x80");
    assertThat(EscapedText.of(HexFormat.of().parseHex("62f09f99"))).isEqualTo("b\\xf0\\x9f\\x99");
  }

  @Test
  void of_whatATerminalObeys_isEscapedOnOneLine() {
    assertThat(EscapedText.of("a\n\u001b[2J\u202eb\\".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("a\\x0a\\x1b[2J\\xe2\\x80\\xaeb\\\\");
  }

  @Test
  void of_nothing_isEmpty() {
    assertThat(EscapedText.of(new byte[0])).isEmpty();
  }
}
