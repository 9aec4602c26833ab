package io.hydrascope.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PerformanceTablesTest {
  private static final Path DOCUMENT = Path.of("../docs/performance.md");

  private final PerformanceTables tables = new PerformanceTables(Path.of("results"));

  /** If it fails: {@code java … PerformanceTables benchmarks/results docs/performance.md}. */
  @Test
  void performanceDocument_saysWhatTheResultFilesSay() throws IOException {
    String document = Files.readString(DOCUMENT);

    assertThat(document).contains("<!-- sweep-speed -->");
    assertThat(tables.fill(document)).isEqualTo(document);
  }

  @Test
  void fill_otherNumbers_areReplaced() throws IOException {
    String filled = tables.fill("a\n<!-- machine -->\n7 cores\n<!-- end -->\nb");

    assertThat(filled).startsWith("a\n<!-- machine -->\n").endsWith("\n<!-- end -->\nb");
    assertThat(filled).doesNotContain("7 cores").contains(" cores, ");
  }

  @Test
  void fill_unknownTable_isNamed() {
    assertThatThrownBy(() -> tables.fill("<!-- other -->\n<!-- end -->"))
        .hasMessageContaining("no table other");
  }
}
