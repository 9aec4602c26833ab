package io.hydrascope.cli.sweep;

import io.hydrascope.cli.JsonText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a sweep ended.
 *
 * @param ablations runs with a component ablated
 * @param seconds from the first prompt to the last row, without loading
 * @param worstClosureError largest |closure_error| / max(1, |intact_logit|)
 * @param notes what the preset is and which options overrule it
 */
record SweepResult(
    Path output,
    int prompts,
    long ablations,
    long rows,
    double seconds,
    double worstClosureError,
    List<String> notes) {
  SweepResult {
    notes = List.copyOf(notes);
  }

  String text() {
    String closing =
        "%,d rows of %,d prompts and %,d ablations in %.1f s (%,.0f ablations/s); largest closure error %.1e; %s"
            .formatted(
                rows, prompts, ablations, seconds, ablations / seconds, worstClosureError, output);
    return notes.isEmpty() ? closing : String.join("; ", notes) + System.lineSeparator() + closing;
  }

  String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("output", output.toString());
    fields.put("prompts", prompts);
    fields.put("ablations", ablations);
    fields.put("rows", rows);
    fields.put("seconds", seconds);
    fields.put("worst_closure_error", worstClosureError);
    fields.put("notes", notes);
    return JsonText.of(fields);
  }
}
