package io.hydrascope.compare;

import io.hydrascope.analysis.shift.PairedRows;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.text.BadInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * How one component answers the ablation of another: an entry of the response matrix.
 *
 * @param component index of {@code ablated} in the plan
 */
record ResponseEntry(int component, AblationUnit ablated, Component responder) {
  private static final String ALL = "all";
  private static final String FORM = "expected ABLATED:RESPONDER, as in L1H2:L3.mlp_out, or all";

  /** As a measure's name. */
  String measure() {
    return "response[" + responder.text() + "]";
  }

  /**
   * @param words {@code ABLATED:RESPONDER}, or {@code all} that come after what is ablated
   * @throws BadInputException naming the word and what is accepted
   */
  static List<ResponseEntry> parse(
      List<String> words, List<AblationUnit> ablated, List<Component> responders) {
    if (words.equals(List.of(ALL))) {
      return all(ablated, responders);
    }
    List<ResponseEntry> entries = new ArrayList<>();
    for (String word : words) {
      String[] sides = word.split(":", -1);
      if (sides.length != 2) {
        throw new BadInputException("--responses %s: %s".formatted(word, FORM));
      }
      AblationUnit unit = AblationUnit.parse(sides[0]);
      Component responder = Component.parse(sides[1]);
      if (!ablated.contains(unit) || !responders.contains(responder)) {
        throw new BadInputException(
            "--responses %s: %s is not %s"
                .formatted(
                    word,
                    ablated.contains(unit) ? sides[1] : sides[0],
                    ablated.contains(unit)
                        ? "a part of the final residual"
                        : "among what is ablated"));
      }
      if (!comesAfter(unit, responder)) {
        throw new BadInputException(
            "--responses %s: %s is computed before or beside %s and cannot answer"
                .formatted(word, sides[1], sides[0]));
      }
      entries.add(new ResponseEntry(ablated.indexOf(unit), unit, responder));
    }
    return entries;
  }

  private static List<ResponseEntry> all(List<AblationUnit> ablated, List<Component> responders) {
    List<ResponseEntry> entries = new ArrayList<>();
    for (int component = 0; component < ablated.size(); component++) {
      for (Component responder : responders) {
        if (comesAfter(ablated.get(component), responder)) {
          entries.add(new ResponseEntry(component, ablated.get(component), responder));
        }
      }
    }
    return entries;
  }

  /** In a later layer, or the MLP behind what attention adds. */
  private static boolean comesAfter(AblationUnit unit, Component responder) {
    Component first = unit.first();
    boolean isBehind =
        responder.layer() == first.layer()
            && responder.kind() == Component.Kind.MLP_OUT
            && first.kind() != Component.Kind.MLP_OUT;
    return !unit.components().contains(responder)
        && (responder.layer() > first.layer() || isBehind);
  }

  /** Candidate − base of each entry at one prompt, over the pairs of its component. // [entry] */
  static double[] differences(
      List<ResponseEntry> entries,
      Revision.PromptAnswer before,
      Revision.PromptAnswer after,
      PairedRows pairs) {
    double[] differences = new double[entries.size()];
    if (entries.isEmpty()) {
      return differences;
    }
    RowResponses base = new RowResponses(before);
    RowResponses candidate = new RowResponses(after);
    for (int i = 0; i < differences.length; i++) {
      Component responder = entries.get(i).responder;
      differences[i] =
          pairs.mean(
              entries.get(i).component,
              (first, second) -> candidate.of(second, responder) - base.of(first, responder));
    }
    return differences;
  }
}
