package io.hydrascope.agent.exportrun;

import io.hydrascope.agent.export.ExportedActivations;
import io.hydrascope.agent.sweep.Activations;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.schemas.Component;
import java.util.Arrays;

/** The intact run of an export. */
record ExportActivations(Dimensions size, ExportedActivations values, int length)
    implements Activations {
  @Override
  public float[] value(Component component, int position) {
    int layer = component.layer();
    return switch (component.kind()) {
      case HEAD ->
          slice(values.z(layer), position * size.heads() + component.index(), size.headWidth());
      case ATTN_OUT -> slice(values.attention(layer), position, size.width());
      case MLP_OUT -> slice(values.mlp(layer), position, size.width());
      default -> throw new IllegalArgumentException("component=" + component + " has no value");
    };
  }

  private static float[] slice(float[] values, int index, int width) {
    return Arrays.copyOfRange(values, index * width, (index + 1) * width);
  }
}
