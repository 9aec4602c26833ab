package io.hydrascope.agent.method;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import java.util.List;
import java.util.Optional;

/** Makes the sweeps of one model by one method. */
public final class Planner {
  private final LoadedModel model;
  private final Measuring measuring;
  private final List<Prompt> prompts;
  private final Optional<ReferenceStatistics> reference;

  /**
   * @param prompts that others may name as donors
   * @param reference empty where the method needs none
   */
  public Planner(
      LoadedModel model,
      Measuring measuring,
      List<Prompt> prompts,
      Optional<ReferenceStatistics> reference) {
    this.model = model;
    this.measuring = measuring;
    this.prompts = prompts;
    this.reference = reference;
  }

  /** All that was asked for, in the order of rows. */
  public List<AblationUnit> units() {
    return measuring.units().withKinds(measuring.method().units(), model.modelInfo().basis());
  }

  public CapturePlan plan(List<AblationUnit> units) {
    Method method = measuring.method();
    long seed = method.ablation() == Ablation.NOISE ? measuring.seed() : 0;
    return new CapturePlan(
        method.ablation(),
        method.scope(),
        method.target(),
        units,
        method.readout(),
        reference.map(ReferenceStatistics::id).orElse(""),
        method.donorPosition(),
        seed);
  }

  public Sweep sweep(CapturePlan plan) {
    return switch (plan.ablation()) {
      case ZERO -> Sweep.zero(model, plan);
      case MEAN -> Sweep.mean(model, plan, reference.orElseThrow());
      case NOISE -> Sweep.noise(model, plan, reference.orElseThrow());
      case RESAMPLE -> Sweep.resample(model, plan, prompts);
    };
  }

  /**
   * Asks the engine too: on the thread that runs the sweep.
   *
   * @throws BadPromptException naming the prompt, the value and the limit
   */
  public static void requireRunnable(Sweep sweep, List<Prompt> prompts) {
    for (Prompt prompt : prompts) {
      try {
        sweep.requireRunnable(prompt);
      } catch (BadPromptException e) {
        String message = String.valueOf(e.getMessage());
        String name = "prompt " + prompt.id();
        throw message.startsWith(name) ? e : new BadPromptException(name + ": " + message, e);
      }
    }
  }
}
