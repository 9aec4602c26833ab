package io.hydrascope.agent.sweep;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Families;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.graph.PlainGraph;
import io.hydrascope.agent.graph.ReadoutGraph;
import io.hydrascope.agent.graph.TrunkGraph;
import java.nio.file.Path;
import java.util.Objects;

/** A loaded model with the graphs that sweeps run on. One thread at a time. */
public final class ModelRunner implements AutoCloseable {
  private final Checkpoint checkpoint;
  private final Transformer model;
  private final EngineOptions options;
  private final MemoryBudget budget;
  private final ReadoutDirections directions;
  private final Trunk trunk;
  private final Readout readout;

  private ModelRunner(Checkpoint checkpoint, EngineOptions options) {
    this.checkpoint = checkpoint;
    this.options = options;
    model = Families.describe(checkpoint);
    model.tensors().forEach(checkpoint.weights()::requireFinite);
    budget = new MemoryBudget(model, options.memoryBudgetBytes());
    directions = new ReadoutDirections(model, checkpoint.weights());
    trunk = new Trunk(session(TrunkGraph.of(model)), model.dimensions());
    readout = openReadout();
  }

  /**
   * Reads a Hugging Face folder, builds its graphs and checks them against each other.
   *
   * @throws BadCheckpointException if the folder is no usable checkpoint
   */
  public static ModelRunner load(Path folder, EngineOptions options) {
    Checkpoint checkpoint = Checkpoint.open(folder, Families::requireSupported);
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

  public ModelInfo modelInfo() {
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

  Transformer model() {
    return model;
  }

  MemoryBudget budget() {
    return budget;
  }

  ReadoutDirections directions() {
    return directions;
  }

  Trunk trunk() {
    return trunk;
  }

  Readout readout() {
    return readout;
  }

  /** Loaded only while it is needed: it holds prepared weights of its own. */
  GraphSession plainSession() {
    return session(PlainGraph.of(model));
  }

  private Readout openReadout() {
    try {
      int width = model.dimensions().width();
      return new Readout(session(ReadoutGraph.of(model)), budget, width);
    } catch (RuntimeException e) {
      trunk.close();
      throw e;
    }
  }

  private GraphSession session(byte[] graph) {
    Path file = model.tokenEmbedding().file();
    return GraphSession.load(graph, Objects.requireNonNull(file.getParent()), options);
  }

  @Override
  public void close() {
    trunk.close();
    readout.close();
    checkpoint.close();
  }
}
