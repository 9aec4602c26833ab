package io.hydrascope.compare;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.method.Measuring;
import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is compared and how.
 *
 * @param base a checkpoint's {@link #folder}, as {@code candidate} is
 * @param measures in their own order, each once
 * @param responses entries of the response matrix, as {@link ResponseEntry} reads them
 * @param measuring its seed also orders the prompts
 * @param report where the HTML report goes
 */
public record CompareRequest(
    Path base,
    Path candidate,
    PromptFiles files,
    List<ShiftMeasure> measures,
    EBenjaminiHochberg rule,
    List<String> responses,
    Measuring measuring,
    EngineOptions engine,
    Optional<Path> report) {
  public CompareRequest {
    measures = ShiftMeasure.ALL.stream().filter(List.copyOf(measures)::contains).toList();
    responses = List.copyOf(responses);
    requireReference(measuring.method().ablation(), files.reference());
    if (files.heldOut().isPresent() && !measures.contains(ShiftMeasure.REPAIR_RESIDUAL)) {
      throw new BadInputException("--held-out needs repair_residual among --measures");
    }
    report.ifPresent(CompareRequest::requireWritable);
  }

  /** What was given for one of them, if it is a folder. */
  public static Path folder(Path given, String name) {
    if (!Files.isDirectory(given)) {
      throw new BadInputException(
          name + "=" + given + " is no folder: give two checkpoints' folders");
    }
    return given.toAbsolutePath().normalize();
  }

  /** What replaces a value is fixed beforehand and is no probe. */
  private static void requireReference(Ablation ablation, Optional<Path> reference) {
    if (ablation == Ablation.ZERO && reference.isPresent()) {
      throw new BadInputException(
          "--reference needs --ablation mean, noise or resample, not " + ablation.text());
    }
    if (ablation != Ablation.ZERO && reference.isEmpty()) {
      throw new BadInputException(
          "--ablation %s needs --reference FILE with other prompts than the probes"
              .formatted(ablation.text()));
    }
  }

  static void requireWritable(Path report) {
    Path parent = report.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(report)) {
      throw new BadInputException("--report " + report + " cannot be written: create its folder");
    }
  }
}
