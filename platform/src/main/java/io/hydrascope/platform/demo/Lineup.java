package io.hydrascope.platform.demo;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.method.ModelSource;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The loaded revisions of one model; the first is the base of the comparisons. */
record Lineup(List<WatchedModel> models) implements AutoCloseable {
  /**
   * @throws BadInputException if two folders have one name or their shapes differ
   */
  static Lineup load(List<Path> folders, String runId) {
    List<WatchedModel> models = new ArrayList<>();
    try {
      Set<String> revisions = new HashSet<>();
      for (Path folder : folders) {
        WatchedModel model = load(folder, runId, folders.get(0));
        models.add(model);
        if (!revisions.add(model.source().revision())) {
          throw new BadInputException(
              "--model %s: another folder is named %s too; rename one"
                  .formatted(folder, model.source().revision()));
        }
        requireSameShape(models.get(0), model);
      }
      return new Lineup(models);
    } catch (RuntimeException e) {
      models.forEach(WatchedModel::close);
      throw e;
    }
  }

  private static WatchedModel load(Path folder, String runId, Path base) {
    ModelRunner runner = ModelRunner.load(folder, EngineOptions.defaults());
    Path absolute = folder.toAbsolutePath().normalize();
    return WatchedModel.of(
        new CaptureSource(
            ModelSource.family(base),
            String.valueOf(absolute.getFileName()),
            runner.modelInfo().contentSha256(),
            runId),
        runner);
  }

  private static void requireSameShape(WatchedModel base, WatchedModel candidate) {
    if (!base.plan().equals(candidate.plan())
        || base.runner().modelInfo().vocabulary() != candidate.runner().modelInfo().vocabulary()) {
      throw new BadInputException(
          "revision %s has another shape than %s: %s against %s; compare revisions of one model"
              .formatted(
                  candidate.source().revision(),
                  base.source().revision(),
                  shape(candidate),
                  shape(base)));
    }
  }

  private static String shape(WatchedModel model) {
    return "%d layers, %d heads, vocabulary %d"
        .formatted(
            model.runner().modelInfo().layers(),
            model.runner().modelInfo().heads(),
            model.runner().modelInfo().vocabulary());
  }

  WatchedModel base() {
    return models.get(0);
  }

  @Override
  public void close() {
    models.forEach(WatchedModel::close);
  }
}
