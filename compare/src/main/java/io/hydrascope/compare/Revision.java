package io.hydrascope.compare;

import io.hydrascope.agent.method.Measuring;
import io.hydrascope.agent.method.Planner;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.analysis.Accounting;
import io.hydrascope.analysis.shift.PromptReadings;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.List;
import java.util.Optional;

/** One loaded revision under the comparison's plan. */
final class Revision implements AnswersPrompts {
  private static final String MODEL = "compared";

  private final CaptureSource source;
  private final LoadedModel model;
  private final CapturePlan plan;
  private final Sweep sweep;

  /** What a revision did on one prompt. */
  record PromptAnswer(CaptureBatch batch, EffectBatch effects) {
    List<PromptReadings> readings() {
      return List.of(PromptReadings.of(effects));
    }
  }

  private Revision(CaptureSource source, LoadedModel model, CapturePlan plan, Sweep sweep) {
    this.source = source;
    this.model = model;
    this.plan = plan;
    this.sweep = sweep;
  }

  /**
   * @param others reference set or donors; empty with zero ablation
   */
  static Revision of(String name, LoadedModel model, Measuring measuring, List<Prompt> others) {
    Ablation ablation = measuring.method().ablation();
    Optional<ReferenceStatistics> reference =
        ablation == Ablation.MEAN || ablation == Ablation.NOISE
            ? Optional.of(ReferenceStatistics.over(model, others))
            : Optional.empty();
    Planner planner = new Planner(model, measuring, others, reference);
    CapturePlan plan = planner.plan(planner.units());
    CaptureSource source =
        new CaptureSource(MODEL, name, model.modelInfo().contentSha256(), "compare");
    return new Revision(source, model, plan, planner.sweep(plan));
  }

  String name() {
    return source.revision();
  }

  CapturePlan plan() {
    return plan;
  }

  void requireRunnable(List<Prompt> prompts) {
    Planner.requireRunnable(sweep, prompts);
  }

  @Override
  public PromptAnswer ask(Prompt prompt) {
    CaptureBatch batch =
        new CaptureBatch(
            source,
            plan,
            model.modelInfo().basis(),
            plan.ablated(),
            List.of(sweep.capture(prompt, 0)),
            sweep.run(prompt));
    return new PromptAnswer(batch, Accounting.account(batch).get(0));
  }
}
