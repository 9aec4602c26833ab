package io.hydrascope.cli.sweep;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.Reference;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import java.util.List;
import java.util.Optional;

/** Makes the sweeps of one model by one method. */
final class Planner {
  private final LoadedModel model;
  private final SweepRequest request;
  private final List<Prompt> prompts;
  private final Optional<Reference> reference;

  /**
   * @param reference empty where the method needs none
   */
  Planner(
      LoadedModel model,
      SweepRequest request,
      List<Prompt> prompts,
      Optional<Reference> reference) {
    this.model = model;
    this.request = request;
    this.prompts = prompts;
    this.reference = reference;
  }

  /** All that was asked for, in the order of rows. */
  List<AblationUnit> units() {
    return request.units().ablated(request.method().units(), model.modelInfo().basis());
  }

  CapturePlan plan(List<AblationUnit> units) {
    Method method = request.method();
    long seed = method.ablation() == Ablation.NOISE ? request.seedOrDefault() : 0;
    return new CapturePlan(
        method.ablation(),
        method.scope(),
        method.target(),
        units,
        method.readout(),
        reference.map(Reference::id).orElse(""),
        method.donorPosition(),
        seed);
  }

  Sweep sweep(CapturePlan plan) {
    return switch (plan.ablation()) {
      case ZERO -> Sweep.zero(model, plan);
      case MEAN -> Sweep.mean(model, plan, reference.orElseThrow());
      case NOISE -> Sweep.noise(model, plan, reference.orElseThrow());
      case RESAMPLE -> Sweep.resample(model, plan, prompts);
    };
  }

  /**
   * @throws BadPromptException naming the prompt, the value and the limit
   */
  void requireFits(Sweep sweep) {
    for (Prompt prompt : prompts) {
      try {
        sweep.requireFits(prompt);
      } catch (BadPromptException e) {
        String message = String.valueOf(e.getMessage());
        String name = "prompt " + prompt.id();
        throw message.startsWith(name) ? e : new BadPromptException(name + ": " + message, e);
      }
    }
  }
}
