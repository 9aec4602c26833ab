package io.hydrascope.agent.offline;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.method.Measuring;
import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.ModelSource;
import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a sweep was asked to do.
 *
 * @param reference prompts behind mean and noise; the prompts unless given
 * @param donors prompts that others may name as donors; the prompts unless given
 * @param seed of noise and of the budget's draws
 * @param budget how many units may be ablated over all prompts; all unless given
 * @param notes what the preset is and which options overrule it
 */
public record SweepRequest(
    ModelSource model,
    Optional<String> revision,
    Path prompts,
    Path output,
    Method method,
    UnitSelection units,
    Optional<Path> reference,
    Optional<Path> donors,
    Optional<Long> seed,
    Optional<Long> budget,
    boolean responses,
    EngineOptions engine,
    List<String> notes) {
  private static final long DEFAULT_SEED = 0;
  static final String JSON_LINES = ".jsonl";
  static final String ARROW = ".arrow";

  public SweepRequest {
    notes = List.copyOf(notes);
    requireWritable(output);
    if (revision.filter(String::isBlank).isPresent()) {
      throw new BadInputException(
          "--revision '%s' is no name: leave it out for the base name of the folder or ONNX file"
              .formatted(revision.get()));
    }
    Ablation ablation = method.ablation();
    if (reference.isPresent() && !method.needsReference()) {
      throw new BadInputException(
          "--reference needs --ablation mean or noise, not " + ablation.text());
    }
    if (donors.isPresent() && ablation != Ablation.RESAMPLE) {
      throw new BadInputException("--donors needs --ablation resample, not " + ablation.text());
    }
    if (seed.isPresent() && ablation != Ablation.NOISE && budget.isEmpty()) {
      throw new BadInputException(
          "--seed %d needs --ablation noise or --budget: nothing is drawn with %s"
              .formatted(seed.get(), ablation.text()));
    }
    if (budget.isPresent() && budget.get() < 1) {
      throw new BadInputException("--budget " + budget.get() + " must be at least 1");
    }
  }

  private static void requireWritable(Path output) {
    String name = output.toString();
    if (!name.endsWith(JSON_LINES) && !name.endsWith(ARROW)) {
      throw new BadInputException("--output " + output + " must end with .jsonl or .arrow");
    }
    Path folder = output.toAbsolutePath().getParent();
    if (Files.isDirectory(output)) {
      throw new BadInputException("--output " + output + " is a folder: name a file");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new BadInputException("--output " + output + " cannot be written: create its folder");
    }
    if (!Files.isWritable(folder)) {
      throw new BadInputException(
          "--output %s cannot be written: %s allows no new file, name another folder"
              .formatted(output, folder));
    }
  }

  long seedOrDefault() {
    return seed.orElse(DEFAULT_SEED);
  }

  Measuring measuring() {
    return new Measuring(method, units, seedOrDefault());
  }
}
