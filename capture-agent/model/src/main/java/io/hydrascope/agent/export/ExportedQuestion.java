package io.hydrascope.agent.export;

import java.util.List;

/**
 * One prompt, run intact and once per replacement.
 *
 * @param tokens // [position]
 * @param readouts positions that are read
 * @param directions // [readout, d_model]
 * @param replacements row 1, 2, …; row 0 is intact
 */
public record ExportedQuestion(
    int[] tokens, int[] readouts, float[] directions, List<Replacement> replacements) {
  public ExportedQuestion {
    replacements = List.copyOf(replacements);
    for (int readout : readouts) {
      if (readout < 0 || readout >= tokens.length) {
        throw new IllegalArgumentException(
            "readout=%d: the prompt has positions 0 to %d".formatted(readout, tokens.length - 1));
      }
    }
  }

  int rows() {
    return 1 + replacements.size();
  }
}
