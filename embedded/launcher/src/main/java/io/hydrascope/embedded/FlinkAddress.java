package io.hydrascope.embedded;

import java.nio.file.Path;

/** How a folder of this machine is named to Flink. */
public final class FlinkAddress {
  private FlinkAddress() {}

  /**
   * {@code file:/data/checkpoints}. Flink takes each character as it stands: a space that came as
   * {@code %20} would name another folder.
   */
  public static String of(Path folder) {
    return "file:" + folder.toAbsolutePath().normalize();
  }
}
