package io.hydrascope.cli.sweep;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.cli.BadInputException;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a sweep was asked to do. */
record SweepRequest(
    Path model,
    Optional<String> revision,
    Path prompts,
    Path output,
    Optional<Path> reference,
    Ablation ablation,
    Scope scope,
    Target target,
    String readout,
    PlanOptions units,
    boolean responses,
    EngineOptions engine) {
  SweepRequest {
    if (!output.toString().endsWith(".jsonl")) {
      throw new BadInputException("--output " + output + " must end with .jsonl");
    }
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(output)) {
      throw new BadInputException("--output " + output + " cannot be written: create its folder");
    }
    if (reference.isPresent() && ablation != Ablation.MEAN) {
      throw new BadInputException("--reference needs --ablation mean, not " + ablation.text());
    }
  }
}
