package io.hydrascope.agent.sweep;

import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.schemas.Component;
import java.util.Arrays;

/** Sums and sums of squares of every component's values over tokens, in double: mutable. */
final class Moments {
  private final Dimensions size;
  private final double[][] z; // [layer, (sum, square) of head·d_head]
  private final double[][] attention; // [layer, (sum, square) of d_model]
  private final double[][] mlp; // [layer, (sum, square) of d_model]
  private long tokens;

  Moments(Dimensions size) {
    this.size = size;
    z = new double[size.layers()][2 * size.queryWidth()];
    attention = new double[size.layers()][2 * size.width()];
    mlp = new double[size.layers()][2 * size.width()];
  }

  void add(Activations run) {
    for (int layer = 0; layer < size.layers(); layer++) {
      for (int position = 0; position < run.length(); position++) {
        for (int head = 0; head < size.heads(); head++) {
          int to = head * size.headWidth();
          add(z[layer], to, run.value(Component.head(layer, head), position));
        }
        add(attention[layer], 0, run.value(Component.attnOut(layer), position));
        add(mlp[layer], 0, run.value(Component.mlpOut(layer), position));
      }
    }
    tokens += run.length();
  }

  /** // [d_head] or [d_model] */
  float[] mean(Component component) {
    return of(component, (sum, square) -> sum / tokens);
  }

  /** Standard deviation of each value over the tokens. // [d_head] or [d_model] */
  float[] deviation(Component component) {
    return of(
        component, (sum, square) -> Math.sqrt(Math.max(0, square - sum * sum / tokens) / tokens));
  }

  private interface Moment {
    double of(double sum, double square);
  }

  private float[] of(Component component, Moment moment) {
    int layer = component.layer();
    return switch (component.kind()) {
      case HEAD -> {
        int from = component.index() * size.headWidth();
        yield Arrays.copyOfRange(values(z[layer], moment), from, from + size.headWidth());
      }
      case ATTN_OUT -> values(attention[layer], moment);
      case MLP_OUT -> values(mlp[layer], moment);
      default -> throw new IllegalArgumentException("component=" + component + " has no moments");
    };
  }

  private static float[] values(double[] sums, Moment moment) {
    int width = sums.length / 2;
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] = (float) moment.of(sums[i], sums[width + i]);
    }
    return values;
  }

  private static void add(double[] sums, int to, float[] values) {
    int width = sums.length / 2;
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      sums[to + i] += value;
      sums[width + to + i] += value * value;
    }
  }
}
