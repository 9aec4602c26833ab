package io.hydrascope.agent.export;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.onnx.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A decoder out of a user's own ONNX file, in which any head, attention output or MLP output can be
 * replaced. One thread at a time.
 */
public final class ExportedModel implements AutoCloseable {
  private final ModelFile model;
  private final ExportedAnatomy anatomy;
  private final GraphSession masked;
  private final GraphSession measures;
  private final GraphSession directions;

  private ExportedModel(ModelFile model, ExportedAnatomy anatomy, List<GraphSession> sessions) {
    this.model = model;
    this.anatomy = anatomy;
    masked = sessions.get(0);
    measures = sessions.get(1);
    directions = sessions.get(2);
  }

  /**
   * Takes the model apart and checks on a short probe that it was done right.
   *
   * @throws BadCheckpointException saying why, if it cannot be taken apart
   */
  public static ExportedModel open(Path file, EngineOptions options) {
    ModelFile model = ModelFile.read(file);
    try {
      return ExportLoader.open(model, options);
    } catch (EngineException e) {
      model.close();
      throw new BadCheckpointException(model.source() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  static ExportedModel of(
      ModelFile model, EngineOptions options, Decoder decoder, ExportedAnatomy anatomy) {
    // One after the other: each holds a copy of the weights it needs until it is loaded.
    List<Supplier<byte[]>> graphs =
        List.of(
            () -> MaskGraph.of(model, decoder, anatomy),
            () -> ReadoutGraphs.measures(model, decoder),
            () -> ReadoutGraphs.directions(model, decoder));
    List<GraphSession> sessions = new ArrayList<>();
    try {
      for (Supplier<byte[]> graph : graphs) {
        sessions.add(
            GraphSession.load(graph.get(), GraphWeights.in(model.weightsFolder()), options));
      }
      return new ExportedModel(model, anatomy, sessions);
    } catch (EngineException e) {
      sessions.forEach(GraphSession::close);
      throw e;
    }
  }

  public ExportedAnatomy anatomy() {
    return anatomy;
  }

  /** The hash of the file and of the files that its weights lie in, 64 hexadecimal digits. */
  public String contentSha256() {
    return model.contentSha256();
  }

  /** How many fp32 numbers the file holds as constants. */
  public long numbers() {
    return model.numbers();
  }

  /** Runs a prompt intact and once per replacement, all in one pass. */
  public ExportedAnswer run(ExportedQuestion question) {
    Tensors inputs = inputs(question).put(MaskGraph.OBSERVED, new int[1]);
    Tensors outputs = masked.run(inputs, name -> !name.startsWith(MaskGraph.FIRST));
    return new ExportedAnswer(outputs, question.readouts().length);
  }

  /** Runs a prompt intact, for what every unit puts out at every position. */
  public ExportedActivations activations(int[] tokens) {
    int[] readouts = {tokens.length - 1};
    float[] nowhere = new float[anatomy.width()];
    ExportedQuestion question = new ExportedQuestion(tokens, readouts, nowhere, List.of());
    Tensors inputs = inputs(question).put(MaskGraph.OBSERVED, new int[] {1});
    return new ExportedActivations(masked.run(inputs, name -> name.startsWith(MaskGraph.FIRST)));
  }

  private Tensors inputs(ExportedQuestion question) {
    int readouts = question.readouts().length;
    Tensors inputs =
        new Tensors()
            .put(MaskGraph.TOKENS, question.tokens())
            .put(MaskGraph.READOUTS, question.readouts())
            .put(MaskGraph.DIRECTIONS, question.directions(), readouts, anatomy.width());
    new MaskInputs(question, anatomy).put(inputs);
    return inputs;
  }

  /**
   * Reads final residuals.
   *
   * @param inputs of {@link io.hydrascope.agent.graph.ReadoutGraph}
   * @return its outputs
   */
  public Tensors measure(Tensors inputs) {
    return measures.run(inputs);
  }

  /**
   * One direction and constant a readout.
   *
   * @param targets whose logits are read // [readout]
   * @param others whose logits are taken off, below 0 the vocabulary's mean // [readout]
   */
  public ExportedDirections directions(int[] targets, int[] others) {
    Tensors outputs =
        directions.run(
            new Tensors().put(ReadoutGraphs.TARGETS, targets).put(ReadoutGraphs.OTHERS, others));
    return new ExportedDirections(
        outputs.floats(ReadoutGraphs.W),
        outputs.floats(ReadoutGraphs.KAPPA),
        outputs.floats(ReadoutGraphs.REFERENCE),
        outputs.floats(ReadoutGraphs.REFERENCE_BIAS));
  }

  @Override
  public void close() {
    masked.close();
    measures.close();
    directions.close();
    model.close();
  }
}
