package io.hydrascope.cli.agent;

import io.hydrascope.agent.serve.AgentTotals;
import io.hydrascope.schemas.text.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an agent did, as its user reads it. */
record AgentSummary(AgentTotals totals) {
  String text() {
    return "%s/%s: %,d prompts captured, %,d effect rows, %,d prompts refused, %,d failed, %,d not registered"
        .formatted(
            totals.model(),
            totals.revision(),
            totals.prompts(),
            totals.rows(),
            totals.refused(),
            totals.failed(),
            totals.unregistered());
  }

  String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", totals.model());
    fields.put("revision", totals.revision());
    fields.put("prompts", totals.prompts());
    fields.put("rows", totals.rows());
    fields.put("refused", totals.refused());
    fields.put("failed", totals.failed());
    fields.put("unregistered", totals.unregistered());
    return JsonText.of(fields);
  }
}
