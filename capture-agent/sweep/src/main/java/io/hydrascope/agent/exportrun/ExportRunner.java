package io.hydrascope.agent.exportrun;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.export.ExportedAnatomy;
import io.hydrascope.agent.export.ExportedModel;
import io.hydrascope.agent.export.ExportedQuestion;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.Activations;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.MemoryBudget;
import io.hydrascope.agent.sweep.ModelInfo;
import io.hydrascope.agent.sweep.Readout;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.UpstreamDrift;
import io.hydrascope.agent.sweep.VectorPlace;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A user's own ONNX export that sweeps run on. One thread at a time. */
public final class ExportRunner extends LoadedModel {
  private static final String MODEL_TYPE = "onnx";

  private final ExportedModel model;
  private final ModelInfo info;
  private final Dimensions size;
  private final MemoryBudget budget;
  private final Readout readout;
  private final AcceptedLength acceptedLength = new AcceptedLength(this::accepts);

  private ExportRunner(ExportedModel model, EngineOptions options) {
    this.model = model;
    ExportedAnatomy anatomy = model.anatomy();
    size =
        new Dimensions(
            anatomy.layers(),
            anatomy.heads(),
            anatomy.heads(),
            anatomy.headWidth(),
            anatomy.width(),
            anatomy.vocabulary(),
            ModelInfo.UNKNOWN);
    budget = MemoryBudget.ofWholeRows(size, anatomy.mlpWidth(), options.memoryBudgetBytes());
    readout = new Readout(model::measure, budget, anatomy.width());
    info =
        new ModelInfo(
            MODEL_TYPE,
            anatomy.layers(),
            anatomy.heads(),
            anatomy.width(),
            anatomy.vocabulary(),
            ModelInfo.UNKNOWN,
            model.contentSha256(),
            new ResidualBasis(anatomy.layers(), anatomy.heads(), anatomy.hasPositionEmbed()),
            model.numbers());
  }

  /**
   * Takes the model in an ONNX file apart and checks that it was done right.
   *
   * @throws BadCheckpointException saying why, if it cannot be taken apart
   */
  public static ExportRunner load(Path file, EngineOptions options) {
    ExportedModel model = ExportedModel.open(file, options);
    try {
      return new ExportRunner(model, options);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public ModelInfo modelInfo() {
    return info;
  }

  @Override
  protected Dimensions dimensions() {
    return size;
  }

  @Override
  protected MemoryBudget budget() {
    return budget;
  }

  @Override
  protected Activations everywhere(int[] tokens) {
    return new ExportActivations(size, model.activations(tokens), tokens.length);
  }

  @Override
  protected CaptureRows sweep(SweepTask task) {
    return new ExportSweep(this, task).run();
  }

  @Override
  protected CaptureRows intact(SweepTask task) {
    return new ExportSweep(this, task).runIntact();
  }

  @Override
  protected List<float[]> activations(SweepTask task, List<VectorPlace> places) {
    Activations run = everywhere(task.tokens());
    float[] residual =
        model
            .run(
                new ExportedQuestion(
                    task.tokens(),
                    task.positions(),
                    new float[task.positions().length * size.width()],
                    List.of()))
            .residual();
    List<float[]> found = new ArrayList<>();
    for (VectorPlace place : places) {
      if (place.isAblated()) {
        requireReadsAblated();
      }
      int readout = Arrays.binarySearch(task.positions(), place.position());
      found.add(
          place
              .site()
              .component()
              .map(component -> run.value(component, place.position()))
              .orElseGet(
                  () ->
                      Arrays.copyOfRange(
                          residual, readout * size.width(), (readout + 1) * size.width())));
    }
    return found;
  }

  @Override
  protected void requireReadsAblated() {
    throw new IllegalArgumentException(
        "the graph of an ONNX export does not put out the activations of ablated runs: use"
            + " --vector-runs intact, or --model with the checkpoint");
  }

  /** Nothing is reused: every row is computed in full. */
  @Override
  public UpstreamDrift upstreamDrift() {
    return UpstreamDrift.NONE;
  }

  ExportedModel model() {
    return model;
  }

  Readout readout() {
    return readout;
  }

  /** Number of the unit's one component among those that the export's graph can replace. */
  int number(AblationUnit unit) {
    ExportedAnatomy anatomy = model.anatomy();
    int layer = unit.first().layer();
    return switch (unit.kind()) {
      case HEAD -> anatomy.head(layer, unit.first().index());
      case ATTN_OUT -> anatomy.attention(layer);
      case MLP_OUT -> anatomy.mlp(layer);
      default ->
          throw new IllegalArgumentException(
              "unit=%s: of an ONNX export single heads, attn_out and mlp_out are ablated, no %s: its graph can replace one value a row; use --model with the checkpoint"
                  .formatted(unit, unit.kind().text()));
    };
  }

  @Override
  protected void requireAblatable(AblationUnit unit) {
    number(unit);
  }

  @Override
  protected void requireFits(Prompt prompt) {
    super.requireFits(prompt);
    budget.requirePassFits(prompt.tokens().length, 1);
  }

  @Override
  protected void requireRunnable(Prompt prompt) {
    super.requireRunnable(prompt);
    acceptedLength.require(prompt);
  }

  private boolean accepts(int length) {
    try {
      int[] last = {length - 1};
      float[] nowhere = new float[size.width()];
      model.run(new ExportedQuestion(new int[length], last, nowhere, List.of()));
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
