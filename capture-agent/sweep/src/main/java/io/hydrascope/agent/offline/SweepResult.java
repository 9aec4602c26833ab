package io.hydrascope.agent.offline;

import io.hydrascope.agent.sweep.UpstreamDrift;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.JsonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a sweep ended.
 *
 * @param ablations runs with a component ablated
 * @param seconds from the first prompt to the last row, without loading
 * @param worstClosureError largest |closure_error| / max(1, |intact_logit|)
 * @param upstreamDrift of the rows that were sampled for it, those of the check at load among them
 * @param referenceSet id of the prompts behind {@code mean} and {@code noise}, otherwise empty
 * @param notes what of the model is not used, what the preset is and which options overrule it
 * @param fragile where components were drawn: the most fragile ones, the most fragile first
 */
public record SweepResult(
    Path output,
    int prompts,
    long ablations,
    long rows,
    double seconds,
    double worstClosureError,
    UpstreamDrift upstreamDrift,
    String referenceSet,
    List<String> notes,
    List<FragileUnit> fragile) {
  public SweepResult {
    notes = List.copyOf(notes);
    fragile = List.copyOf(fragile);
  }

  public String text() {
    List<String> lines = new ArrayList<>();
    if (!notes.isEmpty()) {
      lines.add(String.join("; ", notes));
    }
    if (!fragile.isEmpty()) {
      lines.add("Most fragile: mean logprob_drop when ablated, nats [95% interval by prompt]");
    }
    for (int i = 0; i < fragile.size(); i++) {
      lines.add(fragile.get(i).text(i + 1, prompts));
    }
    if (!referenceSet.isEmpty()) {
      lines.add("reference set " + referenceSet);
    }
    if (upstreamDrift.rows() > 0) {
      lines.add(
          "upstream_drift of %s computed once more: at most %.1e logits"
              .formatted(Counted.of(upstreamDrift.rows(), "row"), upstreamDrift.largest()));
    }
    lines.add(
        "%s of %s and %s in %.1f s (%,.0f ablations/s); largest closure error %.1e; %s"
            .formatted(
                Counted.of(rows, "row"),
                Counted.of(prompts, "prompt"),
                Counted.of(ablations, "ablation"),
                seconds,
                ablations / seconds,
                worstClosureError,
                output));
    return String.join(System.lineSeparator(), lines);
  }

  public String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("output", output.toString());
    fields.put("prompts", prompts);
    fields.put("ablations", ablations);
    fields.put("rows", rows);
    fields.put("seconds", seconds);
    fields.put("worst_closure_error", worstClosureError);
    fields.put("upstream_drift_rows", upstreamDrift.rows());
    fields.put("worst_upstream_drift", upstreamDrift.largest());
    fields.put("reference_set", referenceSet);
    fields.put("notes", notes);
    if (!fragile.isEmpty()) {
      fields.put("most_fragile", fragile.stream().map(FragileUnit::fields).toList());
    }
    return JsonText.of(fields);
  }
}
