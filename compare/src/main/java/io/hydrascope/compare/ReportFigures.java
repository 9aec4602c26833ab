package io.hydrascope.compare;

import io.hydrascope.analysis.shift.UnitDifference;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.storage.query.PairedQueries.PairedResponse;
import java.util.List;
import java.util.Objects;

/**
 * What the report draws.
 *
 * @param ablated in the plan's order
 * @param responders in the basis' order
 */
public record ReportFigures(
    List<AblationUnit> ablated,
    List<Component> responders,
    ComponentMeans means,
    ResponseMeans base,
    ResponseMeans candidate) {

  ReportFigures(List<AblationUnit> ablated, List<Component> responders) {
    this(
        List.copyOf(ablated),
        List.copyOf(responders),
        new ComponentMeans(ablated.size()),
        new ResponseMeans(ablated, responders),
        new ResponseMeans(ablated, responders));
  }

  void add(UnitDifference difference) {
    means.add(difference);
  }

  /** Responses that both revisions have. */
  public void put(List<PairedResponse> responses) {
    List<String> rows = ablated.stream().map(AblationUnit::text).toList();
    List<String> columns = responders.stream().map(Component::text).toList();
    for (PairedResponse response : responses) {
      int row = rows.indexOf(response.component());
      int column = columns.indexOf(response.responder());
      base.put(row, column, Objects.requireNonNull(response.base()));
      candidate.put(row, column, Objects.requireNonNull(response.candidate()));
    }
  }

  void add(Revision.PromptAnswer before, Revision.PromptAnswer after) {
    base.add(before);
    candidate.add(after);
  }
}
