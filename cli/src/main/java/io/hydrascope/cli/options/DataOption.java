package io.hydrascope.cli.options;

import io.hydrascope.platform.PlatformDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a platform on this machine keeps its state. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".hydrascope",
      descriptionKey = "data-directory")
  private Path data = Path.of(".hydrascope");

  /** Absolute. */
  public Path path() {
    return data.toAbsolutePath().normalize();
  }

  public PlatformDirectory directory() {
    return new PlatformDirectory(path());
  }

  /** As it was given. */
  @Override
  public String toString() {
    return data.toString();
  }
}
