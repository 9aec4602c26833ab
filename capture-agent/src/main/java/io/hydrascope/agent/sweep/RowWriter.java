package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the passes of one prompt as capture rows. The first pass gives the intact rows. */
final class RowWriter {
  private final ResidualBasis basis;
  private final int[] positions;
  private final int[] targets;
  private final double[] kappa;
  private final Map<Component, Integer> planIndex = new HashMap<>();
  private final CaptureRows rows;
  private float @Nullable [] intactParts; // [readout, component of basis]

  RowWriter(
      ResidualBasis basis,
      int[] positions,
      int[] targets,
      double[] kappa,
      List<Component> planned) {
    this.basis = basis;
    this.positions = positions;
    this.targets = targets;
    this.kappa = kappa;
    planned.forEach(component -> planIndex.put(component, planIndex.size()));
    rows = CaptureRows.allocate(positions.length * (1 + planned.size()), basis.size());
  }

  void write(AblationOrder order, Tensors outputs, Measured measured) {
    Parts parts = new Parts(basis, outputs, positions.length);
    float[] intact = intactParts;
    if (intact == null) {
      intact = parts.intact();
      intactParts = intact;
      writeRun(CaptureRows.INTACT, 0, intact, measured);
    }
    for (int ablation = 0; ablation < order.size(); ablation++) {
      int planned = planIndex.getOrDefault(order.components().get(ablation), -1);
      writeRun(planned, 1 + ablation, parts.ablated(intact, order, ablation), measured);
    }
  }

  CaptureRows finished() {
    return rows;
  }

  /**
   * @param ablated index in the plan, or INTACT, whose rows come first
   * @param row of the pass
   */
  private void writeRun(int ablated, int row, float[] parts, Measured measured) {
    for (int readout = 0; readout < positions.length; readout++) {
      int to = (1 + ablated) * positions.length + readout;
      int from = row * positions.length + readout;
      rows.ablated()[to] = ablated;
      rows.position()[to] = positions[readout];
      rows.targetToken()[to] = targets[readout];
      rows.kappa()[to] = kappa[readout];
      rows.logit()[to] = measured.logit()[from];
      rows.scale()[to] = measured.scale()[from];
      rows.targetLogprob()[to] = measured.logprob()[from];
      // Below 0 only by rounding: a divergence is never negative.
      rows.kl()[to] = Math.max(0, measured.kl()[from]);
      rows.top1Flip()[to] = measured.argmax()[from] != measured.argmax()[readout];
      writeContributions(to, readout, parts);
    }
  }

  private void writeContributions(int to, int readout, float[] parts) {
    double intactScale = rows.scale()[readout];
    for (int component = 0; component < basis.size(); component++) {
      double part = parts[readout * basis.size() + component];
      rows.contributions()[to * basis.size() + component] = (float) (part / intactScale);
    }
  }
}
