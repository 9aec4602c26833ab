package io.hydrascope.cli.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.platform.FlinkReports;
import io.hydrascope.platform.FlinkReports.JobCounters;
import io.hydrascope.storage.query.RevisionProgress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopFrameTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final RevisionProgress BASE =
      new RevisionProgress("org/llama-3.2", "base", 2_400, NOW);
  private static final RevisionProgress OTHER = new RevisionProgress("models", "tuned", 24, NOW);

  @Test
  void lines_repeatsLatenessAndRefusals_areShownWhereTheyBelong() {
    TopFrame frame =
        frame(
            new JobCounters(
                Map.of("1m", 3L),
                Map.of("units_after_their_window", 2L),
                Map.of(FlinkReports.revisionKey("org/llama-3.2", "base"), 1_200L),
                Map.of("event_time_ahead", 1L)));
    List<String> lines = frame.lines();
    assertThat(lines.get(2)).contains("1,200 rows sent again and not counted again");
    assertThat(lines)
        .anyMatch(line -> line.startsWith("window 1m") && line.contains("3 too late"))
        .anyMatch(
            line ->
                line.startsWith("units after their window")
                    && line.contains("2 too late for their comparison"))
        .anyMatch(
            line ->
                line.startsWith("event_time_ahead")
                    && line.contains("1 message refused, see dead-letters list"));
    assertThat(frame.fields().get("revisions")).asString().contains("repeated=1200");
  }

  @Test
  void lines_revisionsOfOtherNames_sayWhichOptionJoinsThem() {
    TopFrame frame = frame(JobCounters.NONE);
    assertThat(frame.lines())
        .filteredOn(line -> line.startsWith("Not compared: "))
        .hasSize(2)
        .allMatch(line -> line.contains("--model-name NAME"));
    assertThat(frame.fields()).containsKey("not_compared");
  }

  private static TopFrame frame(JobCounters counters) {
    return new TopFrame(
        NOW, List.of(), List.of(BASE, OTHER), Map.of(), Map.of(), counters, List.of(), List.of());
  }
}
