package io.hydrascope.schemas.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.capture.TestingGoldenMessage;
import io.hydrascope.schemas.deadletter.DeadLetterMessage.Letter;
import io.hydrascope.schemas.deadletter.DeadLetterMessage.Mark;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadLetterMessageTest {
  private static final byte[] NO_UTF8 = HexFormat.of().parseHex("7b22c328ff00");
  private static final DeadLetterPlace PLACE =
      new DeadLetterPlace("hydrascope.prompts.v1", 1, 1_234_567_890_123L);
  private static final Letter LETTER =
      new Letter(letter(Map.of("trace", utf8("abc"))), Optional.of("hydrascope.prompts.v1/0/17"));

  @Test
  void headers_letter_areThoseOfTheFile() throws IOException {
    TestingGoldenMessage.assertSame("dead-letter", LETTER.headers(), NO_UTF8);
    assertThat(LETTER.key()).isEqualTo(utf8("hydrascope.prompts.v1/1/1234567890123"));
    assertThat(LETTER.value()).isEqualTo(NO_UTF8);
  }

  @Test
  void headers_mark_areThoseOfTheFile() throws IOException {
    Mark mark = new Mark(PLACE, new DeadLetterPlace("hydrascope.prompts.v1", 0, 9));
    TestingGoldenMessage.assertSame("dead-letter-mark", mark.headers(), new byte[0]);
    assertThat(mark.value()).isNull();
    assertThat(DeadLetterMessage.parse(mark.key(), mark.headers(), mark.value())).isEqualTo(mark);
  }

  @Test
  void parse_letter_isWhatWasWritten() {
    assertSame(DeadLetterMessage.parse(LETTER.key(), LETTER.headers(), LETTER.value()), LETTER);
  }

  @Test
  void parse_letterFromBeforeVersions_isRead() {
    Map<String, byte[]> headers = new HashMap<>(LETTER.headers());
    headers.remove("dead_letter_version");
    assertSame(DeadLetterMessage.parse(LETTER.key(), headers, LETTER.value()), LETTER);
  }

  @Test
  void parse_unknownVersion_isRefusedByName() {
    Map<String, byte[]> headers = new HashMap<>(LETTER.headers());
    assertThat(DeadLetterMessage.unknownVersion(headers)).isEmpty();
    headers.put("dead_letter_version", utf8("2"));
    assertThat(DeadLetterMessage.unknownVersion(headers)).contains("2");
    assertThatThrownBy(() -> DeadLetterMessage.parse(LETTER.key(), headers, NO_UTF8))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "a dead letter has dead_letter_version=2; this program knows version 1: read it with"
                + " the Hydrascope that wrote it, or a later one");
  }

  @Test
  void parse_keyThatIsNoPlace_isRefusedByName() {
    assertThatThrownBy(() -> DeadLetterMessage.parse(utf8("x"), LETTER.headers(), NO_UTF8))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("place=x");
    assertThatThrownBy(() -> DeadLetterMessage.parse(null, LETTER.headers(), NO_UTF8))
        .isInstanceOf(BadInputException.class);
  }

  @Test
  void about_messageThatRepeatsAnother_namesTheOther() {
    Map<String, byte[]> sent = DeadLetterMessage.repeating(PLACE, Map.of("trace", utf8("abc")));
    Letter letter = DeadLetterMessage.about(letter(sent));
    assertThat(letter.retryOf()).contains(PLACE.text());
    assertThat(letter.refused().headers()).containsOnlyKeys("trace");
  }

  @Test
  void about_messageWithHeadersOfALetter_isALetterAllTheSame() {
    Map<String, byte[]> sent =
        Map.of("dead_letter_retried_as", utf8("a/0/1"), "dead_letter_version", utf8("9"));
    Letter letter = DeadLetterMessage.about(letter(sent));
    assertSame(
        DeadLetterMessage.parse(letter.key(), letter.headers(), letter.value()),
        new Letter(letter(Map.of()), Optional.empty()));
  }

  @Test
  void about_messageTooLargeForALetter_fitsAndSaysWhereTheWholeLies() {
    byte[] large = new byte[12_000_000];
    large[1_023] = 7;
    large[1_024] = 8;
    Map<String, byte[]> headers = Map.of("x", new byte[70_000]);
    Letter letter =
        DeadLetterMessage.about(
            DeadLetter.of(PLACE, headers, large, "over_limit", "d".repeat(1_000_000)));
    assertThat(letter.value()).hasSize(1_024).endsWith(7);
    assertThat(letter.headers()).doesNotContainKey("x");
    assertThat(letter.headers().get("dead_letter_value_bytes")).isEqualTo(utf8("12000000"));
    assertThat(letter.headers().values().stream().mapToInt(header -> header.length).sum())
        .isLessThan(10_000);
    DeadLetterMessage parsed =
        DeadLetterMessage.parse(letter.key(), letter.headers(), letter.value());
    assertSame(parsed, letter);
    assertThat(((Letter) parsed).refused().isByReference()).isTrue();
    assertThat(((Letter) parsed).refused().detail()).hasSize(2_000).endsWith("…");
  }

  @Test
  void about_messageThatJustFits_isCarriedWhole() {
    byte[] value = new byte[7 << 20];
    DeadLetter refused = DeadLetter.of(PLACE, Map.of(), value, "bad_rows", "");
    assertThat(refused.isByReference()).isFalse();
    assertThat(DeadLetterMessage.about(refused).value()).hasSameSizeAs(value);
  }

  private static void assertSame(DeadLetterMessage found, DeadLetterMessage expected) {
    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
  }

  private static DeadLetter letter(Map<String, byte[]> headers) {
    return DeadLetter.of(PLACE, headers, NO_UTF8, "bad_prompt", "byte 2 is no UTF-8");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
