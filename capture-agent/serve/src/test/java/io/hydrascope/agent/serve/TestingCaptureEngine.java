package io.hydrascope.agent.serve;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An engine without a model: every row is 0 but for its scale. */
final class TestingCaptureEngine implements CaptureEngine {
  static final ResidualBasis BASIS = new ResidualBasis(1, 1, false);
  static final List<AblationUnit> UNITS =
      List.of(AblationUnit.head(0, 0), AblationUnit.attnOut(0), AblationUnit.mlpOut(0));
  static final CapturePlan PLAN =
      new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, UNITS, "all", "");
  static final CaptureSource SOURCE =
      new CaptureSource("model", "revision", "ab".repeat(32), "run");

  final List<String> ran = new ArrayList<>();
  final Set<String> failing = new HashSet<>();
  final Set<String> refused = new HashSet<>();
  final Set<String> refusedByTheModel = new HashSet<>();
  final Set<Thread> threads = new HashSet<>();
  Runnable whileItRuns = () -> {};

  static Prompt prompt(String id) {
    return new Prompt(id, new int[] {1, 2}, Map.of(), id);
  }

  @Override
  public void requireFits(Prompt prompt) {
    if (refused.contains(prompt.id())) {
      throw new BadPromptException("prompt " + prompt.id() + " is too long");
    }
  }

  @Override
  public void requireRunnable(Prompt prompt) {
    threads.add(Thread.currentThread());
    requireFits(prompt);
    if (refusedByTheModel.contains(prompt.id())) {
      throw new BadPromptException("prompt " + prompt.id() + ": the graph accepts 32");
    }
  }

  @Override
  public long rows(Prompt prompt) {
    return (long) prompt.tokens().length * (1 + UNITS.size());
  }

  /** Rows that are ablated. */
  static long effects(Prompt prompt) {
    return (long) prompt.tokens().length * UNITS.size();
  }

  @Override
  public CaptureRows run(Prompt prompt) {
    whileItRuns.run();
    requireRuns(prompt);
    ran.add(prompt.id());
    return rows(prompt.tokens().length, UNITS.size());
  }

  @Override
  public CaptureRows runIntact(Prompt prompt) {
    requireRuns(prompt);
    return rows(prompt.tokens().length, 0);
  }

  private void requireRuns(Prompt prompt) {
    if (failing.contains(prompt.id())) {
      throw new EngineException("logits are not finite");
    }
  }

  private static CaptureRows rows(int positions, int units) {
    CaptureRows rows = CaptureRows.allocate(positions * (1 + units), BASIS.size());
    for (int row = 0; row < rows.count(); row++) {
      rows.position()[row] = row % positions;
      rows.ablated()[row] = row / positions - 1;
      rows.scale()[row] = 1;
    }
    return rows;
  }

  @Override
  public Capture capture(Prompt prompt, long eventTimeMicros) {
    return new Capture(
        "capture-" + prompt.id(), prompt.id(), prompt.group(), prompt.segments(), eventTimeMicros);
  }

  @Override
  public List<VectorBatch> vectors(Prompt prompt, Capture capture) {
    return List.of();
  }
}
