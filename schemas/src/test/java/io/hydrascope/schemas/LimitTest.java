package io.hydrascope.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {
  private static final Path DOCS = Path.of("../docs/limits.md");
  private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| ([\\d,]+) \\| .+ \\|");

  @Test
  void most_ofEveryLimit_isWhatTheDocsSay() throws IOException {
    List<String> documented =
        Files.readAllLines(DOCS).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    assertThat(documented)
        .containsExactlyElementsOf(
            Arrays.stream(Limit.values())
                .map(limit -> "%s %,d".formatted(limit.name(), limit.most()))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\ud800b", "\udc00", "\udc00\ud800", "ok\ud83d\ude00\ud83d"})
  void requireId_halfOfASurrogatePair_isRefusedInWellFormedText(String text) {
    assertThatThrownBy(() -> Limit.requireId("id", text))
        .isInstanceOf(OverLimitException.class)
        .hasMessageContaining("half of a surrogate pair")
        .satisfies(e -> assertThat(Limit.halfOfPair(String.valueOf(e.getMessage()))).isEqualTo(-1));
  }

  @Test
  void requireId_asManyBytesAsAllowed_passesAndOneMoreDoesNot() {
    assertThat(Limit.requireId("id", "é".repeat(256))).hasSize(256);
    assertThat(Limit.requireId("id", "\ud83d\ude00".repeat(128))).hasSize(256);
    assertThatThrownBy(() -> Limit.requireId("id", "é".repeat(256) + "a"))
        .hasMessage("bytes of id=" + "é".repeat(40) + "…: 513, the most is 512");
    assertThatThrownBy(() -> Limit.requireId("id", "a".repeat(500_000)))
        .hasMessageContaining("500,000, the most is 512");
  }

  @Test
  void requireSegments_moreOrLongerThanAllowed_areRefused() {
    Map<String, String> segments = new HashMap<>();
    for (int key = 0; key < 16; key++) {
      segments.put("key" + key, "v".repeat(256));
    }
    assertThatCode(() -> Limit.requireSegments(segments)).doesNotThrowAnyException();
    segments.put("key16", "");
    assertThatThrownBy(() -> Limit.requireSegments(segments))
        .hasMessage("segments: 17, the most is 16");
    assertThatThrownBy(() -> Limit.requireSegments(Map.of("task", "v".repeat(257))))
        .hasMessageContaining("characters of segment task=vvv")
        .hasMessageEndingWith("257, the most is 256");
    assertThatThrownBy(() -> Limit.requireSegments(Map.of("k".repeat(257), "")))
        .hasMessageEndingWith("257, the most is 256");
  }

  @Test
  void basis_ofMoreComponentsThanAllowed_isNotBuilt() {
    assertThat(new ResidualBasis(126, 128, true).size()).isEqualTo(16_382); // Llama 3.1 405B
    assertThatThrownBy(() -> new ResidualBasis(9_999, 9_999, false))
        .isInstanceOf(OverLimitException.class)
        .hasMessage("components of 9999 layers with 9999 heads: 100,000,000, the most is 16,384");
  }
}
