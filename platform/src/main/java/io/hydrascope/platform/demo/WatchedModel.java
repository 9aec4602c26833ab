package io.hydrascope.platform.demo;

import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.platform.Register;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.List;

/**
 * A revision with its plan: zero ablation of every head, attn_out and mlp_out, read at each next
 * token.
 */
record WatchedModel(CaptureSource source, ModelRunner runner, CapturePlan plan, Sweep sweep)
    implements AutoCloseable {
  private static final List<AblationUnit.Kind> UNITS =
      List.of(AblationUnit.Kind.HEAD, AblationUnit.Kind.ATTN_OUT, AblationUnit.Kind.MLP_OUT);

  static WatchedModel of(CaptureSource source, ModelRunner runner) {
    CapturePlan plan =
        new CapturePlan(
            Ablation.ZERO,
            Scope.ALL_POSITIONS,
            Target.NEXT,
            runner.modelInfo().basis().units(UNITS),
            "all",
            "");
    return new WatchedModel(source, runner, plan, Sweep.zero(runner, plan));
  }

  Register.WatchedRevision watched() {
    return new Register.WatchedRevision(source, runner.modelInfo().basis(), plan.ablated());
  }

  @Override
  public void close() {
    runner.close();
  }
}
