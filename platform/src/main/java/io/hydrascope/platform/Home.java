package io.hydrascope.platform;

import java.nio.file.Path;

/** The checkout that this process runs from. */
public final class Home {
  private Home() {}

  /** Set by the launcher script. */
  public static Path directory() {
    return Path.of(System.getProperty("hydrascope.home", ".")).toAbsolutePath().normalize();
  }

  /** The Flink jobs with all that a cluster's workers need beside Flink. */
  public static Path jobJar() {
    return directory().resolve("flink-jobs/bundle/target/hydrascope-jobs.jar");
  }
}
