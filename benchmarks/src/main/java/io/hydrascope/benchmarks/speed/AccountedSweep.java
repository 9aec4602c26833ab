package io.hydrascope.benchmarks.speed;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.analysis.Accounting;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.List;

/**
 * A zero ablation sweep with all that a row of {@code sweep} says, the accounting included.
 *
 * @param sweep of the plan
 */
record AccountedSweep(ModelRunner runner, CapturePlan plan, Sweep sweep) {
  private static final CaptureSource SOURCE = new CaptureSource("model", "revision", "sha", "run");

  static AccountedSweep of(ModelRunner runner, CapturePlan plan) {
    return new AccountedSweep(runner, plan, Sweep.zero(runner, plan));
  }

  CaptureRows run(Prompt prompt) {
    CaptureRows rows = sweep.run(prompt);
    CaptureBatch batch =
        new CaptureBatch(
            SOURCE,
            plan,
            runner.modelInfo().basis(),
            plan.ablated(),
            List.of(sweep.capture(prompt, 0)),
            rows);
    EffectBatch effects = Accounting.account(batch).get(0);
    if (effects.count() == 0) {
      throw new IllegalStateException("no effects of prompt " + prompt.id());
    }
    return rows;
  }
}
