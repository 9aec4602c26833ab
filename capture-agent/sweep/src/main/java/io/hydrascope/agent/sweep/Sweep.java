package io.hydrascope.agent.sweep;

import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.EdgeReader;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.HashSet;
import java.util.List;

/**
 * Runs a plan on one prompt after the other. One thread at a time, but for what any thread may ask.
 */
public final class Sweep {
  private final LoadedModel model;
  private final CapturePlan plan;
  private final ReplacementSource source;
  private final Readouts readouts;

  private Sweep(LoadedModel model, CapturePlan plan, ReplacementSource source) {
    this.model = model;
    this.plan = plan;
    this.source = source;
    readouts = new Readouts(plan.readout(), plan.target());
    requireAblatable();
  }

  /**
   * @throws IllegalArgumentException if the plan is not of zero ablation or does not fit the model
   */
  public static Sweep zero(LoadedModel model, CapturePlan plan) {
    requireAblation(plan, Ablation.ZERO);
    int width = model.dimensions().width();
    int headWidth = model.dimensions().headWidth();
    return new Sweep(model, plan, ReplacementSource.zero(width, headWidth));
  }

  /**
   * @throws IllegalArgumentException if the plan is not of mean ablation over this reference or
   *     does not fit the model
   */
  public static Sweep mean(LoadedModel model, CapturePlan plan, ReferenceStatistics reference) {
    requireAblation(plan, Ablation.MEAN);
    requireReference(plan, reference);
    return new Sweep(model, plan, ReplacementSource.everywhere(reference::mean));
  }

  /**
   * @throws IllegalArgumentException if the plan is not of noise over this reference or does not
   *     fit the model
   */
  public static Sweep noise(LoadedModel model, CapturePlan plan, ReferenceStatistics reference) {
    requireAblation(plan, Ablation.NOISE);
    requireReference(plan, reference);
    return new Sweep(model, plan, new Noise(reference, plan.seed()));
  }

  /**
   * @param candidates prompts that others may name as donors
   * @throws IllegalArgumentException if the plan is not of resample ablation or does not fit the
   *     model
   */
  public static Sweep resample(LoadedModel model, CapturePlan plan, List<Prompt> candidates) {
    requireAblation(plan, Ablation.RESAMPLE);
    return new Sweep(model, plan, new Donors(model, candidates, plan.donorPosition()));
  }

  /**
   * Compares the prompt with the limits of model, plan and memory. It runs nothing and changes
   * nothing: any thread may ask, also while another runs a prompt.
   *
   * @throws BadPromptException naming value and limit if the model or the plan cannot run it
   */
  public void requireFits(Prompt prompt) {
    model.requireFits(prompt);
    int[] positions = readouts.positions(prompt);
    if (plan.target() == Target.LOGIT_DIFF) {
      model.requireAnswers(prompt);
    }
    source.requireFits(prompt);
    model.budget().requirePassFits(positions[positions.length - 1] + 1, positions.length);
    model.budget().requireRowsFit(rows(prompt), rowBytes());
  }

  /**
   * {@link #requireFits}, and what only the engine can tell: how long a prompt the graph of an
   * export accepts. It may run the model, so only the thread that runs prompts may ask.
   *
   * @throws BadPromptException naming value and limit if the model or the plan cannot run it
   */
  public void requireRunnable(Prompt prompt) {
    requireFits(prompt);
    model.requireRunnable(prompt);
    source.requireRunnable(prompt);
  }

  /** The readouts, ascending. */
  public int[] positions(Prompt prompt) {
    return readouts.positions(prompt);
  }

  /**
   * Runs the prompt once more for some of its activations, intact and ablated.
   *
   * @return z of a head // [d_head], or what is added to the residual or the residual itself //
   *     [d_model]; one a place
   * @throws BadPromptException naming value and limit if the model or the plan cannot run it
   */
  public List<float[]> activations(Prompt prompt, List<VectorPlace> places) {
    requireRunnable(prompt);
    return model.activations(task(prompt), places);
  }

  /**
   * @throws IllegalArgumentException naming the reason if the activations of ablated runs cannot be
   *     read
   */
  public void requireReadsAblated() {
    model.requireReadsAblated();
  }

  /** What a row takes in memory. */
  public int rowBytes() {
    return CaptureBatchCodec.rowBytes(model.modelInfo().basis());
  }

  /** What passes take at most, beside weights and rows. */
  public long passBytes() {
    return model.budget().passBytes();
  }

  /** How many rows a run of it has, intact and ablated. */
  public long rows(Prompt prompt) {
    int positions = readouts.positions(prompt).length;
    return positions * (1 + (long) plan.ablated().size() * donors(prompt));
  }

  /**
   * Intact rows first, then each ablated unit's in the plan's order, positions and donors
   * ascending; {@code capture} is 0 and {@code ablated} an index into the plan's units.
   *
   * @throws BadPromptException naming value and limit if the model or the plan cannot run it
   */
  public CaptureRows run(Prompt prompt) {
    requireRunnable(prompt);
    return model.sweep(task(prompt));
  }

  /**
   * The intact rows alone, with every component's contribution: what the model does, at about the
   * cost of one forward pass.
   *
   * @throws BadPromptException naming value and limit if the model or the plan cannot run it
   */
  public CaptureRows runIntact(Prompt prompt) {
    requireRunnable(prompt);
    return model.intact(task(prompt));
  }

  /** Loads what the prompt needs and nothing has needed before: its run then loads nothing. */
  public void prepare(Prompt prompt) {
    model.prepare(task(prompt));
  }

  private SweepTask task(Prompt prompt) {
    return new SweepTask(plan, prompt, readouts.positions(prompt), source.of(prompt));
  }

  /** The prompt under this plan, as rows refer to it. */
  public Capture capture(Prompt prompt, long eventTimeMicros) {
    List<String> donors = plan.ablation() == Ablation.RESAMPLE ? prompt.donors() : List.of();
    String id = plan.captureId(model.modelInfo().contentSha256(), prompt.id(), donors);
    int other =
        plan.target() == Target.LOGIT_DIFF
            ? prompt.answers().orElseThrow().second()
            : Capture.NO_TOKEN;
    return new Capture(
        id, prompt.id(), prompt.group(), prompt.segments(), donors, other, eventTimeMicros);
  }

  /** What a trunk has to be able to do for a plan. */
  public static TrunkFeatures features(CapturePlan plan) {
    boolean edits =
        plan.ablated().stream()
            .anyMatch(
                unit ->
                    unit.components().size() > 1
                        || unit.reader().kind() == EdgeReader.Kind.ATTENTION
                        || unit.reader().kind() == EdgeReader.Kind.MLP);
    boolean additive = edits && plan.ablation() == Ablation.NOISE;
    return new TrunkFeatures(
        edits, additive, plan.scope() == Scope.READOUT_POSITION, /* activations= */ false);
  }

  /**
   * How many units' rows of a prompt fit into memory beside the intact ones, at least 1.
   *
   * @see #of
   */
  public int unitsAtOnce(Prompt prompt) {
    int intact = readouts.positions(prompt).length;
    long left = model.budget().rowsOfPrompt(rowBytes()) - intact;
    long units = left / ((long) intact * donors(prompt));
    return (int) Math.max(1, Math.min(units, plan.ablated().size()));
  }

  /** The same of other units. */
  public Sweep of(List<AblationUnit> units) {
    return units.equals(plan.ablated()) ? this : new Sweep(model, plan.withUnits(units), source);
  }

  /** What is done. */
  public CapturePlan plan() {
    return plan;
  }

  private int donors(Prompt prompt) {
    return plan.ablation() == Ablation.RESAMPLE ? prompt.donors().size() : 1;
  }

  private void requireAblatable() {
    plan.ablated().forEach(this::requireAblatable);
    if (new HashSet<>(plan.ablated()).size() < plan.ablated().size()) {
      throw new IllegalArgumentException("ablated=%s names one twice".formatted(plan.ablated()));
    }
  }

  private void requireAblatable(AblationUnit unit) {
    model.modelInfo().basis().requireKnown(unit);
    for (Component component : unit.components()) {
      switch (component.kind()) {
        case HEAD, ATTN_OUT, MLP_OUT -> {}
        default ->
            throw new IllegalArgumentException(
                "component=%s cannot be ablated; heads, attn_out and mlp_out can"
                    .formatted(component));
      }
    }
    model.requireAblatable(unit);
  }

  private static void requireReference(CapturePlan plan, ReferenceStatistics reference) {
    if (!plan.referenceSet().equals(reference.id())) {
      throw new IllegalArgumentException(
          "referenceSet=%s of the plan, the reference is %s"
              .formatted(plan.referenceSet(), reference.id()));
    }
  }

  private static void requireAblation(CapturePlan plan, Ablation expected) {
    if (plan.ablation() != expected) {
      throw new IllegalArgumentException(
          "ablation=%s, expected %s".formatted(plan.ablation().text(), expected.text()));
    }
  }
}
