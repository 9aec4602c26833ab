package io.hydrascope.agent.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A loaded graph. One thread at a time: a run uses the whole pool anyway. */
public final class GraphSession implements AutoCloseable {
  private static final String WEIGHTS_FOLDER =
      "session.model_external_initializers_file_folder_path";

  private static final String NO_PREPARED_WEIGHTS = "session.disable_prepacking";

  /** Names a folder into which each session writes where its time went when it is closed. */
  private static final String PROFILE_FOLDER = "hydrascope.engine.profile";

  private final Model model;
  private final Optional<InputShapes> shapes;
  private final Predictor<Request, Tensors> predictor;
  private final Collection<OnnxTensorLike> merged;

  /**
   * @param keeps whether fp32 outputs stay in the engine
   */
  private record Request(Tensors inputs, Predicate<String> wanted, boolean keeps) {}

  /**
   * @param merged weights in memory, which the session reads as long as it lives
   */
  private GraphSession(
      Model model, Optional<InputShapes> shapes, Collection<OnnxTensorLike> merged) {
    this.model = model;
    this.shapes = shapes;
    this.merged = merged;
    predictor = model.newPredictor(new Exchange(model.getNDManager()));
  }

  /**
   * With TensorRT the graph runs on CUDA: it says nothing of how long its axes can be.
   *
   * @param graph in ONNX's wire form
   * @throws EngineException if the engine refuses the graph or is not there, saying what is missing
   */
  public static GraphSession load(byte[] graph, GraphWeights weights, EngineOptions options) {
    return load(graph, weights, Optional.empty(), options, true);
  }

  /**
   * Each run reads the weights where they lie, not copies that are laid out for multiplying: slower
   * the shorter the prompt is, but weights that are stored as they are multiplied take no memory of
   * this session.
   *
   * @see #load(byte[], GraphWeights, EngineOptions)
   */
  public static GraphSession loadUnprepared(
      byte[] graph, GraphWeights weights, EngineOptions options) {
    return load(graph, weights, Optional.empty(), options, false);
  }

  /**
   * @param profile asked for with TensorRT alone
   * @see #load(byte[], GraphWeights, EngineOptions)
   */
  public static GraphSession load(
      byte[] graph, GraphWeights weights, Supplier<Profile> profile, EngineOptions options) {
    Optional<Profile> compiled =
        options.engine() == Engine.TENSORRT ? Optional.of(profile.get()) : Optional.empty();
    return load(graph, weights, compiled, options, true);
  }

  private static GraphSession load(
      byte[] graph,
      GraphWeights weights,
      Optional<Profile> profile,
      EngineOptions options,
      boolean prepared) {
    OnnxRuntime.start(options.threads());
    // Tensors come from Java's memory. A GPU as DJL's device would add CUDA by itself, once more
    // and with TF32.
    Model model = Model.newInstance("graph", Device.cpu(), OnnxRuntime.NAME);
    try (SessionOptions sessionOptions = new SessionOptions()) {
      sessionOptions.disablePerSessionThreads();
      planInLinearTime(sessionOptions, options.engine());
      sessionOptions.addConfigEntry(WEIGHTS_FOLDER, weights.folder().toString());
      sessionOptions.addConfigEntry(NO_PREPARED_WEIGHTS, prepared ? "0" : "1");
      Map<String, OnnxTensorLike> merged = weights.tensors(graph);
      if (!merged.isEmpty()) {
        sessionOptions.addExternalInitializers(merged);
      }
      profile(sessionOptions);
      Optional<InputShapes> shapes = Gpu.add(sessionOptions, graph, profile, options);
      model.load(new ByteArrayInputStream(graph), Map.of("sessionOptions", sessionOptions));
      return new GraphSession(model, shapes, merged.values());
    } catch (OrtException | IOException | MalformedModelException e) {
      model.close();
      throw Gpu.refusal(options.engine(), e);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * For operators that run one after the other, ONNX Runtime compares each value with every freed
   * one to plan whose memory it takes, in time that is quadratic in the layers. Where operators may
   * run side by side it plans nothing, and memory is found when it is needed. They still run one
   * after the other: {@link OnnxRuntime} has one thread for such a choice. CUDA runs no others.
   */
  private static void planInLinearTime(SessionOptions options, Engine engine) throws OrtException {
    if (engine == Engine.CPU) {
      options.setExecutionMode(SessionOptions.ExecutionMode.PARALLEL);
    }
  }

  private static void profile(SessionOptions options) throws OrtException {
    String folder = System.getProperty(PROFILE_FOLDER, "");
    if (!folder.isEmpty()) {
      options.enableProfiling(Path.of(folder, "session").toString());
    }
  }

  /** Runs the graph and copies every output. */
  public Tensors run(Tensors inputs) {
    return run(inputs, name -> true);
  }

  /**
   * @param wanted names of the outputs that are copied
   */
  public Tensors run(Tensors inputs, Predicate<String> wanted) {
    return run(new Request(inputs, wanted, false));
  }

  /**
   * Runs the graph and leaves its fp32 outputs in the engine, where other sessions read them; they
   * go with this session at the latest. Indices are copied.
   *
   * @param wanted names of the outputs that are left there, or copied
   */
  public Tensors runAndKeep(Tensors inputs, Predicate<String> wanted) {
    return run(new Request(inputs, wanted, true));
  }

  private Tensors run(Request request) {
    shapes.ifPresent(known -> known.requireContains(request.inputs()));
    try {
      return predictor.predict(request);
    } catch (TranslateException e) {
      throw new EngineException("the engine failed: " + e.getMessage(), e);
    }
  }

  /** How many engine tensors are alive: between runs those that were kept and are not closed. */
  int liveTensors() {
    return model.getNDManager().getManagedArrays().size();
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
    merged.forEach(OnnxTensorLike::close);
  }

  /** Copies in and out, so that only kept tensors outlive their run. */
  private static final class Exchange implements NoBatchifyTranslator<Request, Tensors> {
    private static final String REQUEST = "request";

    private final NDManager keeper;

    Exchange(NDManager keeper) {
      this.keeper = keeper;
    }

    @Override
    public NDList processInput(TranslatorContext context, Request request) {
      context.setAttachment(REQUEST, request);
      NDList list = new NDList();
      request
          .inputs()
          .byName()
          .forEach(
              (name, tensor) -> {
                NDArray array = array(context.getNDManager(), tensor);
                array.setName(name);
                list.add(array);
              });
      return list;
    }

    @Override
    public Tensors processOutput(TranslatorContext context, NDList list) {
      Request request = (Request) context.getAttachment(REQUEST);
      Tensors outputs = new Tensors();
      for (NDArray array : list) {
        if (array.getManager() != context.getNDManager()) {
          // An output belongs to the first input's manager: with a kept one to its keeper.
          array.attach(context.getNDManager());
        }
        if (!request.wanted().test(array.getName())) {
          continue;
        }
        if (request.keeps() && array.getDataType() == DataType.FLOAT32) {
          array.attach(keeper);
          outputs.keep(array);
          continue;
        }
        long[] shape = array.getShape().getShape();
        if (array.getDataType() == DataType.INT64) {
          outputs.put(array.getName(), array.toLongArray(), shape);
        } else {
          outputs.put(array.getName(), array.toFloatArray(), shape);
        }
      }
      return outputs;
    }

    private static NDArray array(NDManager manager, Tensors.Tensor tensor) {
      if (tensor instanceof Tensors.Kept kept) {
        return kept.array();
      }
      Shape shape = new Shape(tensor.shape());
      if (tensor instanceof Tensors.Longs longs) {
        return manager.create(longs.values(), shape);
      }
      return manager.create(((Tensors.Floats) tensor).values(), shape);
    }
  }
}
