package io.hydrascope.agent.export;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.onnx.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A decoder out of a user's own ONNX file, in which any head, attention output or MLP output can be
 * replaced. One thread at a time.
 */
public final class ExportedModel implements AutoCloseable {
  private final ModelFile model;
  private final EngineOptions options;
  private final Decoder decoder;
  private final ExportedAnatomy anatomy;
  private final GraphSession masked;
  private final GraphSession measures;
  private final GraphSession directions;

  private ExportedModel(
      ModelFile model,
      EngineOptions options,
      Decoder decoder,
      ExportedAnatomy anatomy,
      List<GraphSession> sessions) {
    this.model = model;
    this.options = options;
    this.decoder = decoder;
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
      return Opening.open(model, options);
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
        sessions.add(GraphSession.load(graph.get(), model.weightsFolder(), options));
      }
      return new ExportedModel(model, options, decoder, anatomy, sessions);
    } catch (EngineException e) {
      sessions.forEach(GraphSession::close);
      throw e;
    }
  }

  public ExportedAnatomy anatomy() {
    return anatomy;
  }

  /** Runs a prompt intact and once per replacement, all in one pass. */
  public ExportedAnswer run(ExportedQuestion question) {
    int readouts = question.readouts().length;
    Tensors inputs =
        new Tensors()
            .put(MaskGraph.TOKENS, question.tokens())
            .put(MaskGraph.READOUTS, question.readouts())
            .put(MaskGraph.DIRECTIONS, question.directions(), readouts, anatomy.width());
    new MaskInputs(question, anatomy).put(inputs);
    return new ExportedAnswer(masked.run(inputs), readouts);
  }

  /**
   * @param residual row 0 is the intact one // [row, readout, d_model]
   * @param targets // [readout]
   */
  public ExportedMeasures measure(float[] residual, int[] targets) {
    int rows = residual.length / (targets.length * anatomy.width());
    Tensors outputs =
        measures.run(
            new Tensors()
                .put(ReadoutGraphs.RESIDUAL, residual, rows, targets.length, anatomy.width())
                .put(ReadoutGraphs.TARGETS, targets));
    return new ExportedMeasures(
        outputs.floats(ReadoutGraphs.LOGIT),
        outputs.floats(ReadoutGraphs.LOGPROB),
        outputs.floats(ReadoutGraphs.KL),
        outputs.floats(ReadoutGraphs.SCALE),
        outputs.longs(ReadoutGraphs.ARGMAX));
  }

  /** One direction and constant a target. */
  public ExportedDirections directions(int[] targets) {
    Tensors outputs = directions.run(new Tensors().put(ReadoutGraphs.TARGETS, targets));
    return new ExportedDirections(
        outputs.floats(ReadoutGraphs.W), outputs.floats(ReadoutGraphs.KAPPA));
  }

  /** For reference means and donors; loads the model once more while it runs. */
  public List<ExportedActivations> activations(List<int[]> prompts) {
    List<String> values =
        decoder.layers().stream()
            .flatMap(
                layer ->
                    Stream.of(
                        layer.projection().z(), layer.attention().added(), layer.mlp().added()))
            .distinct()
            .toList();
    try (PlainModel plain = PlainModel.observing(model, decoder.inputs(), values, options)) {
      return prompts.stream()
          .map(prompt -> new ExportedActivations(decoder, plain.run(prompt)))
          .toList();
    }
  }

  @Override
  public void close() {
    masked.close();
    measures.close();
    directions.close();
    model.close();
  }
}
