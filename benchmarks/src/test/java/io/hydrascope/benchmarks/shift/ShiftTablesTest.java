package io.hydrascope.benchmarks.shift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShiftTablesTest {
  private static final Path RESULTS = Path.of("results");

  /**
   * If it fails: {@code java … ShiftTables benchmarks/results docs/statistics.md models/README.md}.
   */
  @ParameterizedTest
  @ValueSource(strings = {"../docs/statistics.md", "../models/README.md"})
  void documents_sayWhatTheResultFilesSay(String file) throws IOException {
    String document = Files.readString(Path.of(file));
    assertThat(document).contains("<!-- shift-");
    assertThat(new ShiftTables(RESULTS).fill(document)).isEqualTo(document);
  }

  @Test
  void realComparisons_ofEverySet_endedAsExpected() throws IOException {
    JsonNode summary =
        JsonMapper.builder()
            .build()
            .readTree(RESULTS.resolve("shift-real.json").toFile())
            .path("summary");
    assertThat(summary.size()).isEqualTo(3);
    assertThat(summary)
        .allSatisfy(
            of -> {
              assertThat(of.path("sets").asInt()).isEqualTo(20);
              assertThat(of.path("as_expected").asInt()).isEqualTo(20);
            });
  }
}
