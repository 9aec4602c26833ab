package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who can answer a unit's ablation: every part that rows tell apart and that is not ablated itself;
 * with an edge, whose sender keeps its output, every one. By layers a part answers with those of
 * its components that are not ablated.
 *
 * @param components in the order of the rows' contributions
 * @param entries where a row's contributions have them // [responder]
 * @param width contributions of a row
 */
record Responders(List<Component> components, int[] entries, int width) {

  static Responders of(AblationUnit unit, ResidualBasis basis, Detail detail) {
    List<Component> parts = detail.parts(basis);
    boolean[] answers = answering(unit, basis, detail);
    List<Component> components = new ArrayList<>();
    int[] entries = new int[parts.size()];
    for (int entry = 0; entry < parts.size(); entry++) {
      if (answers[entry]) {
        entries[components.size()] = entry;
        components.add(parts.get(entry));
      }
    }
    return new Responders(
        List.copyOf(components), Arrays.copyOf(entries, components.size()), parts.size());
  }

  /** // [part] */
  private static boolean[] answering(AblationUnit unit, ResidualBasis basis, Detail detail) {
    boolean[] silent = unit.isEdge() ? new boolean[basis.size()] : basis.partsOf(unit);
    boolean[] answers = new boolean[detail.width(basis)];
    for (int j = 0; j < basis.size() && answers.length > 0; j++) {
      answers[detail == Detail.FULL ? j : basis.layerPart(j)] |= !silent[j];
    }
    return answers;
  }

  int count() {
    return entries.length;
  }

  /** {@code w·(c' − c)/s} of one responder in an ablated row; logits. */
  double response(CaptureRows rows, int row, int intact, int responder) {
    double after = rows.contributions()[row * width + entries[responder]];
    return rows.detail() == Detail.FULL
        ? after - rows.contributions()[intact * width + entries[responder]]
        : after;
  }
}
