package io.hydrascope.platform.demo;

import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a demo does.
 *
 * @param models the first is the base of the comparisons
 * @param promptLimit at most so many prompts
 * @param once end when every row can be queried
 * @param duration end after this time
 * @param askingTime ask no more prompts after this time
 * @param memoryMegabytes of all parts; empty for a share of what there is
 * @param hints what to type next
 * @param home of the checkout: the bundled models
 */
public record DemoConfig(
    Path data,
    List<Path> models,
    Path prompts,
    int promptLimit,
    boolean once,
    Optional<Duration> duration,
    Optional<Duration> askingTime,
    OptionalInt memoryMegabytes,
    DemoHints hints,
    Path home) {
  public DemoConfig {
    models = List.copyOf(models);
    if (promptLimit < 1) {
      throw new BadInputException("--limit " + promptLimit + " must be at least 1");
    }
    for (Path model : models) {
      if (!Files.isDirectory(model)) {
        throw new BadInputException(
            "model=" + model + " is no folder; give a Hugging Face folder with --model DIR");
      }
    }
    if (!Files.isRegularFile(prompts)) {
      throw new BadInputException(
          "prompts=" + prompts + " is no file; give JSON lines with --prompts FILE");
    }
  }
}
