package io.hydrascope.agent.offline;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.schemas.CapturePlan;
import java.util.List;

/** A sweep of which everything is known and nothing has run. */
record PlannedSweep(
    LoadedModel model,
    Sweep sweep,
    List<Prompt> prompts,
    AblationShares shares,
    ExpectedSweep expected) {
  CapturePlan plan() {
    return sweep.plan();
  }
}
