package io.hydrascope.agent.method;

import io.hydrascope.agent.adapter.ModelFolders;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.exportrun.ExportRunner;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a model lies. */
public sealed interface ModelSource {
  /** How the hub's cache begins the name of a model's folder. */
  String HUB_MODEL = "models--";

  LoadedModel load(EngineOptions engine);

  /** What was given as the model. */
  Path folder();

  /** Where its tokenizer lies. */
  default Path tokenizer() {
    return folder();
  }

  /** What the model is called unless it is told otherwise. */
  String model();

  /** What the revision is called unless it is told otherwise. */
  String revision();

  /** What the platform calls the model unless it is told otherwise. */
  default String family() {
    return family(folder());
  }

  /**
   * {@code ORG/NAME} of a snapshot in the hub's cache; else the name of the folder above a model's,
   * and the bundled models have one of their own.
   */
  static String family(Path folder) {
    Path model = folder.toAbsolutePath().normalize();
    for (Path at = model; at != null; at = at.getParent()) {
      if (isHubModel(at)) {
        return at.getFileName().toString().substring(HUB_MODEL.length()).replace("--", "/");
      }
    }
    Path above = model.getParent();
    Path bundled = Path.of(System.getProperty("hydrascope.home", ".")).toAbsolutePath().normalize();
    if (bundled.resolve("models").equals(above)) {
      return "hydrascope-demo";
    }
    return above == null || above.getFileName() == null
        ? "model"
        : String.valueOf(above.getFileName());
  }

  /** {@code models--ORG--NAME}, with the folder {@code snapshots} of revisions. */
  private static boolean isHubModel(Path folder) {
    Path name = folder.getFileName();
    return name != null
        && name.toString().startsWith(HUB_MODEL)
        && Files.isDirectory(folder.resolve("snapshots"));
  }

  /**
   * A Hugging Face folder, or adapters with their base.
   *
   * @param folder a model's or an adapter's
   * @param base of an adapter; found by what the adapter says if it is not given
   * @param adapters to merge into it, in order
   */
  record Checkpoint(Path folder, Optional<Path> base, List<Path> adapters) implements ModelSource {
    public Checkpoint {
      folder = folder.toAbsolutePath().normalize();
      adapters = List.copyOf(adapters);
    }

    public Checkpoint(Path folder) {
      this(folder, Optional.empty(), List.of());
    }

    private ModelFolders folders() {
      return ModelFolders.of(folder, base, adapters);
    }

    @Override
    public LoadedModel load(EngineOptions engine) {
      return ModelRunner.load(folders(), engine);
    }

    @Override
    public Path tokenizer() {
      return folders().tokenizer();
    }

    @Override
    public String model() {
      return String.valueOf(folder.getParent());
    }

    /** The last adapter's name, since it tells revisions of one base apart. */
    @Override
    public String revision() {
      Path last = adapters.isEmpty() ? folder : adapters.get(adapters.size() - 1);
      return String.valueOf(last.toAbsolutePath().normalize().getFileName());
    }
  }

  /** A user's own ONNX export. */
  record Export(Path file) implements ModelSource {
    private static final String ENDING = ".onnx";

    public Export {
      file = file.toAbsolutePath().normalize();
      if (!Files.isRegularFile(file)) {
        throw new BadInputException("--onnx " + file + " is no file");
      }
    }

    @Override
    public LoadedModel load(EngineOptions engine) {
      return ExportRunner.load(file, engine);
    }

    @Override
    public String family() {
      return ModelSource.family(file);
    }

    @Override
    public Path folder() {
      return file.resolveSibling("");
    }

    @Override
    public String model() {
      return String.valueOf(file.getParent());
    }

    @Override
    public String revision() {
      String name = String.valueOf(file.getFileName());
      return name.endsWith(ENDING) && name.length() > ENDING.length()
          ? name.substring(0, name.length() - ENDING.length())
          : name;
    }
  }
}
