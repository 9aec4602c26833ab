package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkGraph;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.agent.sweep.ReadoutDirections.Directions;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** Runs a plan on one prompt after the other. One thread at a time. */
public final class Sweep {
  private static final AblationOrder NOTHING = new AblationOrder(List.of());

  private final ModelRunner runner;
  private final CapturePlan plan;
  private final Replacements replacements;
  private final Readouts readouts;
  private final ResidualBasis basis;
  private final List<Component> joining;

  private Sweep(ModelRunner runner, CapturePlan plan, Replacements replacements) {
    this.runner = runner;
    this.plan = plan;
    this.replacements = replacements;
    basis = runner.model().basis();
    readouts = new Readouts(plan.readout(), plan.target());
    requireAblatable();
    joining = plan.ablated().stream().sorted(AblationOrder.JOINING).toList();
  }

  /**
   * @throws IllegalArgumentException if the plan is not of zero ablation or does not fit the model
   */
  public static Sweep zero(ModelRunner runner, CapturePlan plan) {
    requireAblation(plan, Ablation.ZERO);
    int width = runner.model().dimensions().width();
    int headWidth = runner.model().dimensions().headWidth();
    return new Sweep(runner, plan, of -> new float[of.index() < 0 ? width : headWidth]);
  }

  /**
   * @throws IllegalArgumentException if the plan is not of mean ablation over these references or
   *     does not fit the model
   */
  public static Sweep mean(ModelRunner runner, CapturePlan plan, ReferenceMeans means) {
    requireAblation(plan, Ablation.MEAN);
    if (!plan.referenceSet().equals(means.id())) {
      throw new IllegalArgumentException(
          "referenceSet=%s of the plan, means are of %s"
              .formatted(plan.referenceSet(), means.id()));
    }
    return new Sweep(runner, plan, means::value);
  }

  /**
   * @throws BadPromptException naming value and limit if the model or the plan cannot run it
   */
  public void requireFits(Prompt prompt) {
    new PromptCheck(runner.modelInfo()).requireFits(prompt);
    int[] positions = readouts.positions(prompt.tokens().length);
    runner.budget().requirePassFits(positions[positions.length - 1] + 1, positions.length);
    long rows = (long) positions.length * (1 + joining.size());
    runner.budget().requireRowsFit(rows, CaptureBatchCodec.rowBytes(basis));
  }

  /**
   * Intact rows first, then each ablated component's in the plan's order, positions ascending;
   * {@code capture} is 0 and {@code ablated} an index into the plan's components.
   *
   * @throws BadPromptException naming value and limit if the model or the plan cannot run it
   */
  public CaptureRows run(Prompt prompt) {
    requireFits(prompt);
    int[] positions = readouts.positions(prompt.tokens().length);
    // What comes after the last readout cannot reach it.
    int[] tokens = Arrays.copyOf(prompt.tokens(), positions[positions.length - 1] + 1);
    int[] targets = targets(prompt.tokens(), tokens, positions);
    Directions directions = runner.directions().of(targets);
    RowWriter rows = new RowWriter(basis, positions, targets, directions.kappa(), plan.ablated());
    Trunk.Question question = new Trunk.Question(tokens, positions, directions.w());
    int atOnce = runner.budget().ablationsAtOnce(tokens.length, positions.length);
    for (int first = 0; first < joining.size(); first += atOnce) {
      int last = Math.min(joining.size(), first + atOnce);
      AblationOrder order = new AblationOrder(joining.subList(first, last));
      Tensors outputs = runner.trunk().run(question, order, replacements);
      rows.write(order, outputs, measure(outputs, targets));
    }
    return rows.finished();
  }

  /** The prompt under this plan, as rows refer to it. */
  public Capture capture(Prompt prompt, long eventTimeMicros) {
    String id = plan.captureId(runner.modelInfo().contentSha256(), prompt.id());
    return new Capture(id, prompt.id(), prompt.group(), prompt.segments(), eventTimeMicros);
  }

  private int[] targets(int[] prompt, int[] tokens, int[] positions) {
    if (plan.target() == Target.NEXT) {
      return Arrays.stream(positions).map(position -> prompt[position + 1]).toArray();
    }
    float[] noDirections = new float[positions.length * runner.model().dimensions().width()];
    Trunk.Question question = new Trunk.Question(tokens, positions, noDirections);
    Tensors outputs = runner.trunk().run(question, NOTHING, replacements);
    long[] argmax = measure(outputs, new int[positions.length]).argmax();
    return Arrays.stream(argmax).mapToInt(Math::toIntExact).toArray();
  }

  private Measured measure(Tensors outputs, int[] targets) {
    return runner.readout().measure(outputs.floats(TrunkGraph.RESIDUAL), targets);
  }

  private void requireAblatable() {
    if (plan.scope() != Scope.ALL_POSITIONS) {
      throw new IllegalArgumentException(
          "scope=%s is not supported; supported: %s"
              .formatted(plan.scope().text(), Scope.ALL_POSITIONS.text()));
    }
    plan.ablated().forEach(this::requireAblatable);
    if (new HashSet<>(plan.ablated()).size() < plan.ablated().size()) {
      throw new IllegalArgumentException("ablated=%s names one twice".formatted(plan.ablated()));
    }
  }

  private void requireAblatable(Component component) {
    basis.requireKnown(component);
    switch (component.kind()) {
      case HEAD, ATTN_OUT, MLP_OUT -> {}
      default ->
          throw new IllegalArgumentException(
              "component=%s cannot be ablated; heads, attn_out and mlp_out can"
                  .formatted(component));
    }
  }

  private static void requireAblation(CapturePlan plan, Ablation expected) {
    if (plan.ablation() != expected) {
      throw new IllegalArgumentException(
          "ablation=%s, expected %s".formatted(plan.ablation().text(), expected.text()));
    }
  }
}
