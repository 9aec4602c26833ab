package io.hydrascope.agent.export;

import io.hydrascope.agent.engine.EngineOptions;
import java.nio.file.Path;

/** Small exports. */
final class TestingExports {
  static final EngineOptions OPTIONS = new EngineOptions(2, 512L << 20);
  static final int[] READOUTS = {2, 4};

  private static final Path FOLDER = Path.of("src/test/resources/exports");

  private TestingExports() {}

  static Path file(String export) {
    return FOLDER.resolve(export).resolve("model.onnx");
  }
}
