package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who can answer a unit's ablation: every part that rows tell apart and that is not ablated itself;
 * with an edge, whose sender keeps its output, every one. By layers a part answers with those of
 * its components that are not ablated.
 *
 * @param entries where a row's contributions have them, ascending // [responder]
 * @param width contributions of a row
 */
record Responders(ResidualBasis basis, Detail detail, int[] entries, int width) {

  static Responders of(AblationUnit unit, ResidualBasis basis, Detail detail) {
    boolean[] answers = answering(unit, basis, detail);
    int[] entries = IntStream.range(0, answers.length).filter(part -> answers[part]).toArray();
    return new Responders(basis, detail, entries, answers.length);
  }

  /** In the order of the rows' contributions. */
  List<Component> components() {
    List<Component> parts = detail.parts(basis);
    return Arrays.stream(entries).mapToObj(parts::get).toList();
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

  /** Adds every responder's response in an ablated row. // [responder] */
  void addResponses(CaptureRows rows, int row, int intact, double[] sums) {
    float[] contributions = rows.contributions();
    boolean isFull = rows.detail() == Detail.FULL;
    int after = row * width;
    int before = intact * width;
    for (int i = 0; i < entries.length; i++) {
      double response = contributions[after + entries[i]];
      sums[i] += isFull ? response - contributions[before + entries[i]] : response;
    }
  }
}
