package io.hydrascope.agent.export;

import io.hydrascope.agent.engine.Tensors;
import java.util.Arrays;
import java.util.List;

/** What rows replace, as the mask graph wants it. */
final class MaskInputs {
  private static final int NOTHING = -1;

  private final ExportedQuestion question;
  private final ExportedAnatomy anatomy;
  private final int positions;

  MaskInputs(ExportedQuestion question, ExportedAnatomy anatomy) {
    this.question = question;
    this.anatomy = anatomy;
    positions = question.tokens().length;
    question.replacements().forEach(this::requireFits);
  }

  void put(Tensors inputs) {
    inputs.put(MaskGraph.REPLACED, replaced(), question.rows(), positions);
    putValues(inputs, MaskGraph.HEAD_VALUES, true, anatomy.headWidth());
    putValues(inputs, MaskGraph.OUTPUT_VALUES, false, anatomy.width());
  }

  private void requireFits(Replacement replacement) {
    int unit = replacement.unit();
    if (unit >= anatomy.units() || replacement.position() >= positions) {
      throw new IllegalArgumentException(
          "unit=%d, position=%d: the model has %d units, the prompt %d positions"
              .formatted(unit, replacement.position(), anatomy.units(), positions));
    }
    int width = anatomy.widthOf(unit);
    int size = replacement.values().length;
    if (size != width && size != positions * width) {
      throw new IllegalArgumentException(
          "unit=%d: %d values replace it, %d or %d are needed"
              .formatted(unit, size, width, positions * width));
    }
  }

  /** // [row, position] */
  private long[] replaced() {
    long[] replaced = new long[question.rows() * positions];
    Arrays.fill(replaced, NOTHING);
    List<Replacement> replacements = question.replacements();
    for (int index = 0; index < replacements.size(); index++) {
      Replacement replacement = replacements.get(index);
      int start = (1 + index) * positions;
      if (replacement.position() == Replacement.EVERY_POSITION) {
        Arrays.fill(replaced, start, start + positions, replacement.unit());
      } else {
        replaced[start + replacement.position()] = replacement.unit();
      }
    }
    return replaced;
  }

  private void putValues(Tensors inputs, String name, boolean ofHeads, int width) {
    boolean perPosition =
        question.replacements().stream()
            .anyMatch(
                replacement ->
                    anatomy.isHead(replacement.unit()) == ofHeads
                        && replacement.values().length > width);
    int copies = perPosition ? positions : 1;
    float[] values = new float[question.rows() * copies * width]; // [row, copy, width]
    for (int index = 0; index < question.replacements().size(); index++) {
      Replacement replacement = question.replacements().get(index);
      if (anatomy.isHead(replacement.unit()) == ofHeads) {
        int start = (1 + index) * copies * width;
        int end = start + copies * width;
        int step = replacement.values().length;
        for (int to = start; to < end; to += step) {
          System.arraycopy(replacement.values(), 0, values, to, step);
        }
      }
    }
    inputs.put(name, values, question.rows(), copies, width);
  }
}
