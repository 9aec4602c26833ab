package io.hydrascope.cli.agent;

import io.hydrascope.schemas.text.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an agent did.
 *
 * @param rows effect rows that follow from what was published
 * @param refused prompts that could not be run
 * @param failed prompts that the engine failed on
 */
record AgentSummary(
    String model, String revision, long prompts, long rows, long refused, long failed) {
  String text() {
    return "%s/%s: %,d prompts captured, %,d effect rows, %,d prompts refused, %,d failed"
        .formatted(model, revision, prompts, rows, refused, failed);
  }

  String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model);
    fields.put("revision", revision);
    fields.put("prompts", prompts);
    fields.put("rows", rows);
    fields.put("refused", refused);
    fields.put("failed", failed);
    return JsonText.of(fields);
  }
}
