package io.hydrascope.cli.compare;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import java.util.List;

/**
 * What the report draws.
 *
 * @param ablated in the plan's order
 * @param responders in the basis' order
 */
record Pictures(
    List<AblationUnit> ablated,
    List<Component> responders,
    ComponentMeans means,
    ResponseMeans base,
    ResponseMeans candidate) {

  Pictures(List<AblationUnit> ablated, List<Component> responders) {
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

  void add(Revision.Answer before, Revision.Answer after) {
    base.add(before);
    candidate.add(after);
  }
}
