package io.hydrascope.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.publish.PromptMessage.Refusal;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PromptMessageTest {
  private static final DeadLetterPlace LIES = new DeadLetterPlace(Topics.PROMPTS, 1, 17);

  @Test
  void text_utf8_isTheText() {
    assertThat(message("Größe 日本 🙂".getBytes(StandardCharsets.UTF_8)).text())
        .isEqualTo("Größe 日本 🙂");
    assertThat(message(null).text()).isEmpty();
  }

  @Test
  void text_noUtf8_isRefusedWithThePlaceOfTheByte() {
    assertRefused("7b22c328", "byte 2 of 4 is 0xc3");
    assertRefused("61ff", "byte 1 of 2 is 0xff");
    assertRefused("6162f09f99", "byte 2 of 5 is 0xf0");
  }

  private static void assertRefused(String hex, String where) {
    assertThatThrownBy(() -> message(HexFormat.of().parseHex(hex)).text())
        .isInstanceOf(BadPromptException.class)
        .hasMessage(where + ", which is no UTF-8 there; send prompts as JSON in UTF-8");
  }

  @Test
  void deadLetter_noUtf8_keepsEachByteAlsoThroughTheSpool() {
    byte[] value = HexFormat.of().parseHex("7b22c328ff00");
    OutgoingMessage letter = message(value).deadLetter(Refusal.BAD_PROMPT, "why");
    OutgoingMessage spooled = OutgoingMessage.of(letter.toBytes());
    assertThat(spooled.topic()).isEqualTo(Topics.DEAD_LETTERS);
    assertThat(spooled.key()).isEqualTo("hydrascope.prompts.v1/1/17");
    assertThat(spooled.value()).isEqualTo(value);
    assertThat(spooled.headers())
        .containsEntry("trace", new byte[] {(byte) 0xff})
        .containsEntry("dead_letter_reason", "bad_prompt".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void deadLetter_withoutValue_hasNoneAlsoThroughTheSpool() {
    OutgoingMessage letter = message(null).deadLetter(Refusal.BAD_PROMPT, "why");
    assertThat(OutgoingMessage.of(letter.toBytes()).value()).isNull();
  }

  private static PromptMessage message(byte @Nullable [] value) {
    return new PromptMessage(LIES, Map.of("trace", new byte[] {(byte) 0xff}), value);
  }
}
