package io.hydrascope.cli.demo;

import io.hydrascope.agent.sweep.ModelRunner;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A revision with its plan: zero ablation of every head, attn_out and mlp_out, read at each next
 * token.
 */
record WatchedModel(CaptureSource source, ModelRunner runner, CapturePlan plan, Sweep sweep)
    implements AutoCloseable {

  static WatchedModel of(CaptureSource source, ModelRunner runner) {
    CapturePlan plan =
        new CapturePlan(
            Ablation.ZERO,
            Scope.ALL_POSITIONS,
            Target.NEXT,
            everyComponent(runner.modelInfo().basis()),
            "all",
            "");
    return new WatchedModel(source, runner, plan, Sweep.zero(runner, plan));
  }

  private static List<Component> everyComponent(ResidualBasis basis) {
    List<Component> all = new ArrayList<>();
    for (int layer = 0; layer < basis.layers(); layer++) {
      for (int head = 0; head < basis.heads(); head++) {
        all.add(Component.head(layer, head));
      }
      all.add(Component.attnOut(layer));
      all.add(Component.mlpOut(layer));
    }
    return all;
  }

  @Override
  public void close() {
    runner.close();
  }
}
