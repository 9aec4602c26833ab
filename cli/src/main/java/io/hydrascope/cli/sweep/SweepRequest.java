package io.hydrascope.cli.sweep;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.cli.BadInputException;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a sweep was asked to do.
 *
 * @param seed of noise; {@link #DEFAULT_SEED} unless given
 * @param notes what the preset is and which options overrule it
 */
record SweepRequest(
    Path model,
    Optional<String> revision,
    Path prompts,
    Path output,
    Method method,
    UnitOptions units,
    Optional<Path> reference,
    Optional<Long> seed,
    boolean responses,
    EngineOptions engine,
    List<String> notes) {
  static final long DEFAULT_SEED = 0;
  static final String JSON_LINES = ".jsonl";
  static final String ARROW = ".arrow";

  SweepRequest {
    notes = List.copyOf(notes);
    requireWritable(output);
    requireFits(method);
    Ablation ablation = method.ablation();
    if (reference.isPresent() && ablation != Ablation.MEAN && ablation != Ablation.NOISE) {
      throw new BadInputException(
          "--reference needs --ablation mean or noise, not " + ablation.text());
    }
    if (seed.isPresent() && ablation != Ablation.NOISE) {
      throw new BadInputException(
          "--seed %d needs --ablation noise: %s draws nothing"
              .formatted(seed.get(), ablation.text()));
    }
  }

  private static void requireWritable(Path output) {
    String name = output.toString();
    if (!name.endsWith(JSON_LINES) && !name.endsWith(ARROW)) {
      throw new BadInputException("--output " + output + " must end with .jsonl or .arrow");
    }
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(output)) {
      throw new BadInputException("--output " + output + " cannot be written: create its folder");
    }
  }

  private static void requireFits(Method method) {
    if (method.target() == Target.NEXT && method.readout().equals("last")) {
      throw new BadInputException(
          "--target next with --readout last: the last token has no next one, use --target argmax or --readout all");
    }
  }

  boolean needsReference() {
    return method.ablation() == Ablation.MEAN || method.ablation() == Ablation.NOISE;
  }
}
