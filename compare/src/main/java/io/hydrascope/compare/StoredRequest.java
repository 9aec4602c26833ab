package io.hydrascope.compare;

import io.hydrascope.agent.method.Measuring;
import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which stored answers are compared and how.
 *
 * @param model empty: the one that has both revisions
 * @param prompts names the prompts that are compared; empty: all that either revision answered
 * @param measures in their own order, each once
 * @param measuring which plan and components; its seed orders the prompts
 * @param report where the HTML report goes
 */
public record StoredRequest(
    Optional<String> model,
    String base,
    String candidate,
    Optional<Path> prompts,
    List<ShiftMeasure> measures,
    EBenjaminiHochberg rule,
    Measuring measuring,
    Optional<Path> report) {
  public StoredRequest {
    measures = ShiftMeasure.ALL.stream().filter(List.copyOf(measures)::contains).toList();
    if (base.equals(candidate)) {
      throw new BadInputException(
          "BASE=%s and CANDIDATE=%s are one revision: name two".formatted(base, candidate));
    }
    report.ifPresent(CompareRequest::requireWritable);
  }
}
