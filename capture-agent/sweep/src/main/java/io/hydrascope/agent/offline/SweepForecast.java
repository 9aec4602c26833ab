package io.hydrascope.agent.offline;

import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.JsonText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a sweep will cost.
 *
 * @param bytes of its file
 * @param memoryBytes that the process will have held at most; 0 where the system does not tell
 * @param seconds from the first prompt to the last row
 * @param triedPrompts that were run to find out
 */
public record SweepForecast(
    Path output,
    int prompts,
    long ablations,
    long rows,
    long bytes,
    long memoryBytes,
    double seconds,
    int triedPrompts) {
  private static final double SECONDS_OF_MINUTE = 60;
  private static final double LONGEST_IN_SECONDS = 120;
  private static final String[] UNITS = {"kB", "MB", "GB", "TB"};
  private static final double STEP = 1000;

  public String text() {
    return "%s on %s: %s, about %s in %s; about %s of memory; about %s (%s tried, nothing written)"
        .formatted(
            Counted.of(ablations, "ablation"),
            Counted.of(prompts, "prompt"),
            Counted.of(rows, "row"),
            size(bytes),
            output,
            memoryBytes == 0 ? "an unknown amount" : size(memoryBytes),
            duration(seconds),
            Counted.of(triedPrompts, "prompt"));
  }

  public String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("output", output.toString());
    fields.put("prompts", prompts);
    fields.put("ablations", ablations);
    fields.put("rows", rows);
    fields.put("bytes", bytes);
    fields.put("memory_bytes", memoryBytes);
    fields.put("seconds", seconds);
    fields.put("tried_prompts", triedPrompts);
    return JsonText.of(fields);
  }

  static String size(long bytes) {
    double size = bytes / STEP;
    int unit = 0;
    while (size >= STEP && unit < UNITS.length - 1) {
      size /= STEP;
      unit++;
    }
    return (size < 10 ? "%.1f %s" : "%.0f %s").formatted(size, UNITS[unit]);
  }

  static String duration(double seconds) {
    return seconds < LONGEST_IN_SECONDS
        ? "%.0f s".formatted(seconds)
        : "%,.0f minutes".formatted(seconds / SECONDS_OF_MINUTE);
  }
}
