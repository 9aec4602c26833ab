package io.hydrascope.agent.run;

import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Linear;
import io.hydrascope.agent.transformer.Linear.Orientation;
import io.hydrascope.agent.transformer.Norm;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.Component;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * By how much the residual changes when a component's value is replaced and nothing else is: {@code
 * (z̃_h − z_h) W_O,h} for a head, behind a norm {@code g ⊙ (z̃_h − z_h) W_O,h / s} with the intact
 * run's s.
 */
final class SenderDeltas {
  private final Transformer model;
  private final Weights weights;
  private final Dimensions size;
  private final Map<Component, float[]> outputs = new HashMap<>(); // [d_head, d_model]
  private final Map<Integer, float[]> gains = new HashMap<>(); // by layer, [d_model]

  SenderDeltas(Transformer model, Weights weights) {
    this.model = model;
    this.weights = weights;
    size = model.dimensions();
  }

  /**
   * @param value what is put in place, or with {@code additive} added
   * @return // [d_model]
   */
  float[] change(
      Component sender, float[] value, boolean additive, IntactRun intact, int position) {
    float[] change = value.clone();
    if (!additive) {
      float[] own = intact.value(sender, position);
      for (int i = 0; i < change.length; i++) {
        change[i] -= own[i];
      }
    }
    return sender.kind() == Component.Kind.HEAD
        ? throughOutput(sender, change, intact, position)
        : change;
  }

  private float[] throughOutput(Component head, float[] z, IntactRun intact, int position) {
    float[] matrix = outputs.computeIfAbsent(head, this::readOutput);
    double[] sum = new double[size.width()];
    for (int k = 0; k < z.length; k++) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (double) z[k] * matrix[k * sum.length + i];
      }
    }
    Optional<Norm> after = model.blocks().get(head.layer()).attentionNorms().after();
    double scale = after.map(norm -> scale(norm, head.layer(), intact, position)).orElse(1.0);
    float[] gain = after.map(norm -> gain(norm, head.layer())).orElse(new float[0]);
    float[] change = new float[sum.length];
    for (int i = 0; i < change.length; i++) {
      change[i] = (float) (sum[i] / scale * (gain.length == 0 ? 1 : gain[i]));
    }
    return change;
  }

  private double scale(Norm norm, int layer, IntactRun intact, int position) {
    float[] read = intact.at(intact.projection(layer), layer, position);
    double squares = 0;
    for (float value : read) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / read.length + norm.epsilon());
  }

  private float[] gain(Norm norm, int layer) {
    return gains.computeIfAbsent(
        layer,
        any -> {
          float[] gain = weights.readAll(norm.gain());
          for (int i = 0; i < gain.length; i++) {
            gain[i] += norm.gainOffset();
          }
          return gain;
        });
  }

  private float[] readOutput(Component head) {
    Linear output = model.blocks().get(head.layer()).attention().output();
    int from = head.index() * size.headWidth();
    if (output.orientation() == Orientation.IN_OUT) {
      return weights.read(
          output.weight(), (long) from * size.width(), size.headWidth() * size.width());
    }
    float[] rows = new float[size.headWidth() * size.width()];
    for (int out = 0; out < size.width(); out++) {
      long first = (long) out * size.queryWidth() + from;
      float[] part = weights.read(output.weight(), first, size.headWidth());
      for (int k = 0; k < part.length; k++) {
        rows[k * size.width() + out] = part[k];
      }
    }
    return rows;
  }
}
