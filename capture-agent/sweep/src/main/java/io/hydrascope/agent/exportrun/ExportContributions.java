package io.hydrascope.agent.exportrun;

import io.hydrascope.agent.export.ExportedAnswer;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ResidualBasis;

/** The parts {@code w·c_j} of one answer's rows, as full tables over the basis. */
record ExportContributions(ResidualBasis basis, ExportedAnswer answer, int readouts) {
  /** // [readout, component of basis] */
  float[] intact() {
    return table(0);
  }

  /**
   * @param row of the answer, in which the unit is replaced
   * @return // [readout, component of basis]
   */
  float[] ablated(int row, AblationUnit unit) {
    float[] table = table(row);
    if (unit.kind() == AblationUnit.Kind.ATTN_OUT) {
      putAttentionSum(table, row, unit.layer());
    }
    return table;
  }

  private float[] table(int row) {
    float[] table = new float[readouts * basis.size()];
    for (int readout = 0; readout < readouts; readout++) {
      int start = readout * basis.size();
      table[start] = answer.embed()[readout];
      if (basis.hasPosEmbed()) {
        table[start + 1] = answer.positionEmbed()[readout];
      }
      for (int layer = 0; layer < basis.layers(); layer++) {
        int to = start + basis.layerStart(layer);
        for (int head = 0; head < basis.heads(); head++) {
          int from = (row * basis.heads() + head) * readouts + readout;
          table[to + head] = answer.heads(layer)[from];
        }
        table[to + basis.heads()] = answer.attentionBias(layer)[readout];
        table[to + basis.heads() + 1] = answer.mlp(layer)[row * readouts + readout];
      }
    }
    return table;
  }

  /** The heads do what they do; the bias takes what makes the layer sum to its new value. */
  private void putAttentionSum(float[] table, int row, int layer) {
    for (int readout = 0; readout < readouts; readout++) {
      int head0 = readout * basis.size() + basis.layerStart(layer);
      double heads = 0;
      for (int head = 0; head < basis.heads(); head++) {
        heads += table[head0 + head];
      }
      double sum = answer.attention(layer)[row * readouts + readout];
      table[head0 + basis.heads()] = (float) (sum - heads);
    }
  }
}
