package io.hydrascope.benchmarks.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes follow from the layout alone: what is committed must be what is measured now. */
class CaptureSizeBenchmarkTest {
  private static final Path HOME = Path.of("..");

  @Test
  void sizes_measuredNow_areThoseOfTheResultAndOfTheDocument() throws IOException {
    List<CaptureSizeBenchmark.Size> sizes = CaptureSizeBenchmark.sizes();
    JsonMapper json = JsonMapper.builder().build();
    JsonNode committed =
        json.readTree(HOME.resolve("benchmarks/results/capture-sizes.json").toFile());
    JsonNode measured = json.readTree(json.writeValueAsBytes(Map.of("captures", sizes)));
    assertThat(committed).isEqualTo(measured);
    assertThat(Files.readAllLines(HOME.resolve("docs/agent.md")))
        .containsAll(sizes.stream().map(CaptureSizeBenchmark::row).toList());
  }
}
