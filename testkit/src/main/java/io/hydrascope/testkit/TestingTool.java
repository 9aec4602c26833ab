package io.hydrascope.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that a test runs and that the build does not bring along. Where it is missing, the test
 * is reported as skipped; where {@code CI=true}, it fails, because there {@code .ci/run} installs
 * what all tests need.
 */
public final class TestingTool {
  private TestingTool() {}

  /** Where the first of the names that is on the PATH lies; ends the calling test if none is. */
  public static Path require(String debianPackage, String... names) {
    Optional<Path> found = Arrays.stream(names).flatMap(name -> find(name).stream()).findFirst();
    return requireFound(found, System.getenv("CI"), debianPackage, List.of(names));
  }

  static Path requireFound(
      Optional<Path> found, @Nullable String ci, String debianPackage, List<String> names) {
    if (found.isEmpty()) {
      String missing =
          "none of %s is on the PATH: apt-get install %s".formatted(names, debianPackage);
      if ("true".equals(ci)) {
        throw new AssertionError("CI=true: " + missing);
      }
      Assumptions.abort(missing);
    }
    return found.orElseThrow();
  }

  private static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
