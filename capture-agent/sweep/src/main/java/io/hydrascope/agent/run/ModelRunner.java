package io.hydrascope.agent.run;

import io.hydrascope.agent.adapter.ModelFolders;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.engine.Engine;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Profile;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Families;
import io.hydrascope.agent.graph.BackGraph;
import io.hydrascope.agent.graph.PlainGraph;
import io.hydrascope.agent.graph.PositionSweepGraph;
import io.hydrascope.agent.graph.ReadoutGraph;
import io.hydrascope.agent.graph.TrunkAxes;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkGraph;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.MemoryBudget;
import io.hydrascope.agent.sweep.ModelInfo;
import io.hydrascope.agent.sweep.Readout;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.UpstreamDrift;
import io.hydrascope.agent.sweep.VectorPlace;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.EdgeReader;
import io.hydrascope.schemas.capture.CaptureRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A checkpoint with the graphs that sweeps run on. One thread at a time. */
public final class ModelRunner extends LoadedModel {
  private final Checkpoint checkpoint;
  private final Transformer model;
  private final EngineOptions options;
  private final ModelInfo info;
  private final MemoryBudget budget;
  private final TargetBaselines references;
  private final IntactPass intactPass;
  private final GraphSession measures;
  private final Readout readout;
  private final GraphSession back;
  private final SenderDeltas senders;
  private final List<Trunk> trunks = new ArrayList<>();
  private @Nullable GraphSession positionSweep;
  private UpstreamDrift drift = UpstreamDrift.NONE;

  private ModelRunner(Checkpoint checkpoint, EngineOptions options) {
    this.checkpoint = checkpoint;
    this.options = options;
    model = Families.describe(checkpoint);
    model.tensors().forEach(checkpoint.weights()::requireFinite);
    info = describe(checkpoint, model);
    budget = new MemoryBudget(model, options.memoryBudgetBytes());
    references = new TargetBaselines(model, checkpoint.weights());
    intactPass = new IntactPass(this::intactSession, model);
    measures = session(ReadoutGraph.of(model));
    readout = new Readout(measures::run, budget, model.dimensions().width());
    back = session(BackGraph.of(model));
    senders = new SenderDeltas(model, checkpoint.weights());
  }

  /**
   * Reads a Hugging Face folder, builds its graphs and checks them against each other.
   *
   * @throws BadCheckpointException if the folder is no usable checkpoint
   */
  public static ModelRunner load(Path folder, EngineOptions options) {
    return load(ModelFolders.of(folder), options);
  }

  /** The same with adapters merged into a base. */
  public static ModelRunner load(ModelFolders folders, EngineOptions options) {
    Checkpoint checkpoint = folders.open(Families::requireSupported);
    try {
      return new ModelRunner(checkpoint, options).verified();
    } catch (RuntimeException e) {
      checkpoint.close();
      throw e;
    }
  }

  private ModelRunner verified() {
    try (GraphSession plain = plainSession()) {
      new ModelCheck(this, plain).verify();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public ModelInfo modelInfo() {
    return info;
  }

  @Override
  public List<String> notes() {
    return Families.notes(checkpoint, model);
  }

  private static ModelInfo describe(Checkpoint checkpoint, Transformer model) {
    Dimensions size = model.dimensions();
    return new ModelInfo(
        checkpoint.config().modelType(),
        size.layers(),
        size.heads(),
        size.width(),
        size.vocabulary(),
        size.contextLength(),
        checkpoint.contentSha256(),
        model.basis(),
        model.tensors().stream().mapToLong(TensorInfo::count).sum());
  }

  public Transformer model() {
    return model;
  }

  @Override
  protected Dimensions dimensions() {
    return model.dimensions();
  }

  @Override
  protected MemoryBudget budget() {
    return budget;
  }

  public TargetBaselines references() {
    return references;
  }

  /** A trunk that can do this; each is loaded when it is first asked for. */
  Trunk trunk(TrunkFeatures features) {
    for (Trunk trunk : trunks) {
      if (trunk.features().equals(features)) {
        return trunk;
      }
    }
    Trunk trunk = load(features);
    trunks.add(trunk);
    return trunk;
  }

  private Trunk load(TrunkFeatures features) {
    // With empty axes, as sets and edges have them, TensorRT cannot be told its inputs' shapes.
    boolean compiled = compiles() && features.equals(TrunkFeatures.PLAIN);
    GraphSession session =
        compiled
            ? GraphSession.load(
                TrunkGraph.toCompile(model, features), weights(), this::profile, options)
            : trunkSession(features);
    return new Trunk(session, model, features, compiled);
  }

  /** Few captures are asked for activations: prepared weights would be held once more for them. */
  private GraphSession trunkSession(TrunkFeatures features) {
    byte[] graph = TrunkGraph.of(model, features);
    return features.activations()
        ? GraphSession.loadUnprepared(graph, weights(), options)
        : session(graph);
  }

  private boolean compiles() {
    return options.engine() == Engine.TENSORRT;
  }

  private Profile profile() {
    return new Profile(checkpoint.contentSha256(), TrunkAxes.of(model, compiledPositions()));
  }

  /** An engine built ahead reserves memory for the largest pass that it can be asked. */
  private int compiledPositions() {
    return budget.positionsAtOnce(TrunkAxes.mostRows(model));
  }

  /**
   * In which directions tokens are read, and the intact run's parts.
   *
   * @param tokens whose targets are all known
   * @return the outputs of {@link BackGraph}, in the engine: to be closed
   */
  public Tensors back(IntactRun run, Readout.Tokens tokens) {
    return back.runAndKeep(IntactContributions.question(model, run, tokens), name -> true);
  }

  @Override
  protected IntactRun everywhere(int[] tokens) {
    int[] readouts = IntStream.range(0, tokens.length).toArray();
    return intactPass.run(tokens, readouts, IntactPass.Use.FORKS);
  }

  public IntactPass intactPass() {
    return intactPass;
  }

  @Override
  protected void requireFits(Prompt prompt) {
    super.requireFits(prompt);
    if (compiles() && prompt.tokens().length > compiledPositions()) {
      throw new BadPromptException(
          "prompt %s: tokens=%d, with this memory budget TensorRT's engine is built for up to %d: raise the budget or use --engine cuda"
              .formatted(prompt.id(), prompt.tokens().length, compiledPositions()));
    }
  }

  /** How far the model's own sums may be off, relative to their parts' magnitudes. */
  double tolerance() {
    return options.precision().tolerance();
  }

  @Override
  protected void prepare(SweepTask task) {
    new PromptSweep(this, task, senders).prepare();
  }

  @Override
  protected CaptureRows sweep(SweepTask task) {
    return sweep(task, DriftCheck.SELDOM);
  }

  /**
   * @param oneIn of so many rows one is sampled for {@link DriftCheck}
   */
  CaptureRows sweep(SweepTask task, int oneIn) {
    DriftCheck check = driftCheck(task, oneIn);
    CaptureRows rows = new PromptSweep(this, task, senders).run(check);
    drift = drift.and(check.drift());
    return rows;
  }

  @Override
  protected CaptureRows intact(SweepTask task) {
    return new PromptSweep(this, task, senders).runIntact();
  }

  @Override
  protected List<float[]> activations(SweepTask task, List<VectorPlace> places) {
    return new PromptSweep(this, task, senders).activations(places);
  }

  @Override
  protected void requireReadsAblated() {}

  private DriftCheck driftCheck(SweepTask task, int oneIn) {
    return new DriftCheck(
        task.captureId(checkpoint.contentSha256()),
        oneIn,
        model.basis(),
        task.positions(),
        tolerance());
  }

  @Override
  public UpstreamDrift upstreamDrift() {
    return drift;
  }

  @Override
  protected void requireAblatable(AblationUnit unit) {
    EdgeReader reader = unit.reader();
    boolean sameLayer = reader.layer() == unit.first().layer();
    if (sameLayer && model.blocks().get(reader.layer()).parallel()) {
      throw new IllegalArgumentException(
          "edge=%s: attention and MLP of a layer run in parallel in this model, the MLP does not read it"
              .formatted(unit));
    }
  }

  Readout readout() {
    return readout;
  }

  /** Loaded only while it is needed, and for one run. */
  GraphSession plainSession() {
    return GraphSession.loadUnprepared(PlainGraph.of(model), weights(), options);
  }

  /** A trunk holds prepared weights as well: once more only where the budget has room for them. */
  private GraphSession intactSession(byte[] graph) {
    return Float.BYTES * numbersInBlocks() <= options.memoryBudgetBytes()
        ? session(graph)
        : GraphSession.loadUnprepared(graph, weights(), options);
  }

  /** Whether the budget has room for all prepared weights in one more session. */
  boolean mayHoldWeightsOnceMore() {
    long unembedding = model.unembedding().weight().count();
    return Float.BYTES * (numbersInBlocks() + unembedding) <= options.memoryBudgetBytes();
  }

  /** Runs {@link PositionSweepGraph}s; loaded when it is first asked for. */
  GraphSession positionSweep() {
    if (positionSweep == null) {
      positionSweep = session(PositionSweepGraph.of(model));
    }
    return positionSweep;
  }

  private long numbersInBlocks() {
    return model.tensors().stream()
        .filter(tensor -> !tensor.equals(model.tokenEmbedding()))
        .filter(tensor -> !tensor.equals(model.unembedding().weight()))
        .mapToLong(TensorInfo::count)
        .sum();
  }

  private GraphSession session(byte[] graph) {
    return GraphSession.load(graph, weights(), options);
  }

  private GraphWeights weights() {
    return GraphWeights.of(checkpoint.weights());
  }

  @Override
  public void close() {
    trunks.forEach(Trunk::close);
    if (positionSweep != null) {
      positionSweep.close();
    }
    intactPass.close();
    measures.close();
    back.close();
    checkpoint.close();
  }
}
