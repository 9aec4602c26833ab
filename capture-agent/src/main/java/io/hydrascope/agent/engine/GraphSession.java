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
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A loaded graph. One thread at a time: a run uses the whole pool anyway. */
public final class GraphSession implements AutoCloseable {
  private static final String WEIGHTS_FOLDER =
      "session.model_external_initializers_file_folder_path";

  private final Model model;
  private final Predictor<Tensors, Tensors> predictor;

  private GraphSession(Model model) {
    this.model = model;
    predictor = model.newPredictor(new Copying());
  }

  /**
   * @param graph in ONNX's wire form
   * @param weightsFolder the real folder of the files that the graph's weights lie in
   */
  public static GraphSession load(byte[] graph, Path weightsFolder, EngineOptions options) {
    OnnxRuntime.start(options.threads());
    Model model = Model.newInstance("graph", Device.cpu(), OnnxRuntime.NAME);
    try (SessionOptions sessionOptions = new SessionOptions()) {
      sessionOptions.disablePerSessionThreads();
      sessionOptions.addConfigEntry(WEIGHTS_FOLDER, weightsFolder.toString());
      model.load(new ByteArrayInputStream(graph), Map.of("sessionOptions", sessionOptions));
      return new GraphSession(model);
    } catch (OrtException | IOException | MalformedModelException e) {
      model.close();
      throw new EngineException("the engine refused the graph: " + e.getMessage(), e);
    }
  }

  public Tensors run(Tensors inputs) {
    try {
      return predictor.predict(inputs);
    } catch (TranslateException e) {
      throw new EngineException("the engine failed: " + e.getMessage(), e);
    }
  }

  /** How many engine tensors are alive: none between runs. */
  int liveTensors() {
    return model.getNDManager().getManagedArrays().size();
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }

  /** Copies in and out, so that no engine tensor outlives its run. */
  private static final class Copying implements NoBatchifyTranslator<Tensors, Tensors> {
    @Override
    public NDList processInput(TranslatorContext context, Tensors inputs) {
      NDList list = new NDList();
      inputs
          .byName()
          .forEach(
              (name, tensor) -> {
                NDArray array = create(context.getNDManager(), tensor);
                array.setName(name);
                list.add(array);
              });
      return list;
    }

    @Override
    public Tensors processOutput(TranslatorContext context, NDList list) {
      Tensors outputs = new Tensors();
      for (NDArray array : list) {
        long[] shape = array.getShape().getShape();
        if (array.getDataType() == DataType.INT64) {
          outputs.put(array.getName(), array.toLongArray(), shape);
        } else {
          outputs.put(array.getName(), array.toFloatArray(), shape);
        }
      }
      return outputs;
    }

    private static NDArray create(NDManager manager, Tensors.Tensor tensor) {
      Shape shape = new Shape(tensor.shape());
      if (tensor instanceof Tensors.Longs longs) {
        return manager.create(longs.values(), shape);
      }
      return manager.create(((Tensors.Floats) tensor).values(), shape);
    }
  }
}
